//! The token that lets in whoever starts a new server.

use std::path::Path;

use hoist_api::{NewToken, TokenKind};
use tracing::info;

use super::{StartError, refused, write_private};
use crate::author::Author;
use crate::environment::Clock;
use crate::secret;
use crate::tokens::Tokens;

/// The file with the first admin token, in the folder of the data.
pub(super) const ADMIN_TOKEN: &str = "admin.token";

/// On the first start, makes an admin token, writes it to a file that only its owner reads, and
/// gives its id.
///
/// The file comes first: a token that was made and not written down would lock everybody out.
pub(super) fn make_token(
    tokens: &Tokens,
    data: &Path,
    clock: Clock,
) -> Result<Option<String>, StartError> {
    if tokens.has_admin(clock()) {
        return Ok(None);
    }
    let secret = secret::token(TokenKind::Admin).map_err(refused)?;
    let file = data.join(ADMIN_TOKEN);
    write_private(&file, &secret)
        .map_err(|source| StartError::AdminToken { file: file.clone(), source })?;
    let (name, environments) = ("admin".to_owned(), vec!["*".to_owned()]);
    let (kind, flags) = (TokenKind::Admin, Vec::new());
    let wanted = NewToken { name, kind, environments, expires_at: None, events: None, flags };
    let issued = tokens
        .issue_with(secret, wanted, &Author::server(), clock(), |_| Ok(()))
        .map_err(refused)?;
    info!(file = %file.display(), "the first admin token was written to this file");
    Ok(Some(issued.about.id))
}
