//! Emergency controls.

use reqwest::Method;

use super::{Client, Error, Terms};
use crate::{
    Freeze, FreezeRequest, KillAllRequest, KilledAll, KilledFlag, ReasonRequest, RollbackRequest,
    RolledBack, Status,
};

impl Client {
    /// Kills a flag or an experiment.
    pub async fn kill(&self, key: &str, request: &ReasonRequest) -> Result<KilledFlag, Error> {
        self.call(Method::POST, &["flags", key, "kill"])?.json(request)?.answer().await
    }

    /// Kills many flags.
    pub async fn kill_all(&self, request: &KillAllRequest) -> Result<KilledAll, Error> {
        self.call(Method::POST, &["flags", "kill"])?.json(request)?.answer().await
    }

    /// Lifts a kill.
    pub async fn revive(&self, key: &str, reason: Option<&str>) -> Result<KilledFlag, Error> {
        let call = self.call(Method::POST, &["flags", key, "revive"])?;
        call.terms(&Terms { reason, ..Terms::default() })?.answer().await
    }

    /// Has an earlier definition of a flag hold again.
    pub async fn rollback(
        &self,
        key: &str,
        request: &RollbackRequest,
    ) -> Result<RolledBack, Error> {
        self.call(Method::POST, &["flags", key, "rollback"])?.json(request)?.answer().await
    }

    /// Freezes definitions or experiments.
    pub async fn freeze(&self, request: &FreezeRequest) -> Result<Freeze, Error> {
        self.call(Method::POST, &["experiments", "freeze"])?.json(request)?.answer().await
    }

    /// Lifts the freeze.
    pub async fn unfreeze(&self, reason: Option<&str>) -> Result<Freeze, Error> {
        let call = self.call(Method::POST, &["experiments", "unfreeze"])?;
        call.terms(&Terms { reason, ..Terms::default() })?.answer().await
    }

    /// How the environment is.
    pub async fn status(&self) -> Result<Status, Error> {
        self.call(Method::GET, &["status"])?.answer().await
    }
}
