//! Tokens.

use reqwest::Method;

use super::{Client, Error, PageQuery};
use crate::{IssuedToken, NewToken, Page, Token};

impl Client {
    /// One page of the tokens.
    pub async fn tokens(&self, page: PageQuery<'_>) -> Result<Page<Token>, Error> {
        let call = self.call_instance(Method::GET, &["api", "tokens"])?;
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// One token.
    pub async fn token(&self, id: &str) -> Result<Token, Error> {
        self.call_instance(Method::GET, &["api", "tokens", id])?.answer().await
    }

    /// Makes a token.
    pub async fn issue(&self, token: &NewToken) -> Result<IssuedToken, Error> {
        self.call_instance(Method::POST, &["api", "tokens"])?.json(token)?.answer().await
    }

    /// Revokes a token.
    pub async fn revoke(&self, id: &str) -> Result<(), Error> {
        self.call_instance(Method::DELETE, &["api", "tokens", id])?.done().await
    }
}
