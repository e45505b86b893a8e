//! `aquifer operator get-delegation-approval`: what a staker needs to delegate to an operator that picks its stakers.

use crate::cli::{ClientArgs, DelegationApprovalArgs};
use crate::commands::restake::sign;
use crate::commands::restaking::Core;
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &DelegationApprovalArgs, client: &ClientArgs) -> Result<(), Failure> {
    let signer = required_signer(&args.approver, client.network.as_ref())?;
    let core = Core::open(client).await?;
    let operator = args.operator.operator_address.unwrap_or_else(|| signer.address());
    let approval = sign(&core, &signer, args.staker, operator).await?;
    if client.json {
        say!(
            "{}",
            json!({
                "staker": args.staker,
                "operator": operator,
                "approver": signer.address(),
                "signature": approval.signature,
                "salt": approval.salt,
                "expiry": approval.expiry,
            })
        );
        return Ok(());
    }
    say!("approval of {} for {} to delegate to {operator}", signer.address(), args.staker);
    say!("--approver-signature {}", approval.signature);
    say!("--approver-salt      {}", approval.salt);
    say!("--approver-expiry    {}", approval.expiry);
    Ok(())
}
