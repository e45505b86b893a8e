//! One watcher for all keepers: a long poll that ends with each new head.

use super::{Client, Head};
use std::time::Duration;
use tokio::sync::watch;
use tracing::{debug, warn};

/// The newest head, `None` until the node was reached.
pub type Heads = watch::Receiver<Option<Head>>;

/// How long one poll waits at the node; after a revert the head is seen anew when it ends.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pauses while the node is away.
const RETRY: Duration = Duration::from_millis(100);
const RETRY_MAX: Duration = Duration::from_secs(5);

/// Follows the head until everybody who listens is gone. A node that restarts is found again.
pub async fn watch_heads(client: Client, heads: watch::Sender<Option<Head>>) {
    let mut next = 0;
    let mut pause = RETRY;
    while !heads.is_closed() {
        match client.wait_for_block(next, PATIENCE).await {
            Ok(head) => {
                pause = RETRY;
                next = head.number + 1;
                heads.send_if_modified(|known| {
                    let is_new = *known != Some(head);
                    *known = Some(head);
                    is_new
                });
            }
            Err(error) => {
                if pause == RETRY {
                    debug!(%error, "the node is away")
                } else {
                    warn!(%error, "the node is away, trying again")
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(RETRY_MAX);
                // After a restart or a revert the chain may be shorter.
                next = 0;
            }
        }
    }
}
