//! EigenLayer's contracts, one file a contract. Structs that several contracts share are declared in each of them.

mod eigen_pod;
mod eigen_pod_manager;

pub use eigen_pod::IEigenPod;
pub use eigen_pod_manager::IEigenPodManager;
