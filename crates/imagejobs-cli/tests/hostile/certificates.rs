//! Certificates, made anew for each run, and servers that show them.

use std::io;
use std::sync::{Arc, LazyLock};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::server::{Connection, PAGE, Script, message};

/// Who signs what clients should believe.
static AUTHORITY: LazyLock<CertifiedIssuer<'static, KeyPair>> = LazyLock::new(authority);

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The certificate of the authority, as clients get it.
pub(crate) fn trusted() -> String {
    AUTHORITY.pem()
}

/// What a certificate says, and who signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certificate {
    Good,
    SelfSigned,
    OfAnotherAuthority,
    OfAnotherName,
    OfAnotherAddress,
    WithoutAName,
    Expired,
    NotYetValid,
    /// Of the authority, but shown with the key of another.
    OfAnotherKey,
}

fn config(certificate: Certificate) -> ServerConfig {
    let names = match certificate {
        Certificate::OfAnotherName => vec!["another.example".to_owned()],
        Certificate::OfAnotherAddress => vec!["127.0.0.2".to_owned()],
        Certificate::WithoutAName => vec![],
        _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
    };
    let mut params = CertificateParams::new(names).unwrap();
    match certificate {
        Certificate::Expired => params.not_after = date_time_ymd(2020, 1, 1),
        Certificate::NotYetValid => params.not_before = date_time_ymd(4000, 1, 1),
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let signed = match certificate {
        Certificate::SelfSigned => params.self_signed(&key),
        Certificate::OfAnotherAuthority => params.signed_by(&key, &authority()),
        _ => params.signed_by(&key, &AUTHORITY),
    };
    let shown = match certificate {
        Certificate::OfAnotherKey => KeyPair::generate().unwrap(),
        _ => key,
    };
    let shown = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(shown.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let shown = provider.key_provider.load_private_key(shown).unwrap();
    let certified = rustls::sign::CertifiedKey::new(vec![signed.unwrap().into()], shown);
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)))
}

/// Answers with a page over TLS, after it has shown this certificate.
pub(crate) fn shows(certificate: Certificate) -> Script {
    over_tls(certificate, message("200 OK", "connection: close\r\n", PAGE), true)
}

/// Answers over TLS with these bytes, and says goodbye as TLS asks for, or does not.
pub(crate) fn over_tls(certificate: Certificate, answer: Vec<u8>, goodbye: bool) -> Script {
    let config = Arc::new(config(certificate));
    Arc::new(move |connection| {
        let mut tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
        let Connection { stream, .. } = connection;
        let stream = stream.get_mut();
        let mut open = rustls::Stream::new(&mut tls, stream);
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            io::Read::read_exact(&mut open, &mut byte)?;
            asked.push(byte[0]);
        }
        io::Write::write_all(&mut open, &answer)?;
        if goodbye {
            open.conn.send_close_notify();
        }
        io::Write::flush(&mut open)
    })
}
