//! A small loopback server that plays whatever behaviour a test gives it, over TCP or TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Both directions of a connection.
pub(crate) trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

/// The head of a request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// What stands between `GET` and `HTTP/1.1`: a path, or a whole address when the server plays a proxy.
    pub(crate) target: String,
    /// Header lines.
    pub(crate) headers: Vec<String>,
}

impl Asked {
    /// The value of a header field.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

type Behaviour = dyn Fn(&Asked, &mut dyn Stream) + Send + Sync;

/// The server; it stops with its last owner.
pub(crate) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<Asked>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Speaks HTTP as `behaviour` says, one thread a connection, one request a connection.
    pub(crate) fn http(behaviour: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static) -> Self {
        Self::start("http", None, Arc::new(behaviour))
    }

    /// Speaks HTTPS with `identity`.
    pub(crate) fn https(
        identity: &Identity,
        behaviour: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static,
    ) -> Self {
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(identity.chain.clone(), identity.key.clone_key())
            .unwrap();
        Self::start("https", Some(Arc::new(config)), Arc::new(behaviour))
    }

    /// Hands each connection over before a byte is read.
    pub(crate) fn raw(scheme: &'static str, talk: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::listen(scheme, Arc::default(), Arc::new(talk))
    }

    fn start(scheme: &'static str, tls: Option<Arc<ServerConfig>>, behaviour: Arc<Behaviour>) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let log = Arc::clone(&asked);
        let talk = move |connection: TcpStream| {
            let mut stream: Box<dyn Stream> = match &tls {
                None => Box::new(connection),
                Some(config) => {
                    let session = ServerConnection::new(Arc::clone(config)).unwrap();
                    Box::new(StreamOwned::new(session, connection))
                }
            };
            if let Some(request) = read_head(&mut stream) {
                log.lock().unwrap().push(request.clone());
                behaviour(&request, &mut stream);
                let _ = stream.flush();
            }
        };
        Self::listen(scheme, asked, Arc::new(talk))
    }

    fn listen(scheme: &'static str, asked: Arc<Mutex<Vec<Asked>>>, talk: Arc<dyn Fn(TcpStream) + Send + Sync>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let talk = Arc::clone(&talk);
                let _ = connection.set_read_timeout(Some(Duration::from_secs(10)));
                let _ = connection.set_write_timeout(Some(Duration::from_secs(10)));
                thread::spawn(move || talk(connection));
            }
        });
        Self { address, scheme, asked, stop }
    }

    /// The address of `path` on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// The same by the name `localhost`.
    pub(crate) fn named_url(&self, path: &str) -> String {
        format!("{}://localhost:{}{path}", self.scheme, self.address.port())
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn read_head(stream: &mut dyn Stream) -> Option<Asked> {
    let mut lines = BufReader::with_capacity(1, stream).lines();
    let first = lines.next()?.ok()?;
    let target = first.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    for line in lines {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        headers.push(line);
    }
    Some(Asked { target, headers })
}

/// A whole answer with its length. Errors of writing are the client's hanging up.
pub(crate) fn answer(stream: &mut dyn Stream, status: &str, headers: &[&str], body: &[u8]) {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// Waits until the other side hangs up, ten seconds at most.
pub(crate) fn wait_for_hang_up(stream: &mut dyn Stream) {
    let _ = stream.read(&mut [0; 1]);
}

/// A certificate with its key, and the authority that signed it.
pub(crate) struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    /// The authority's certificate as PEM.
    pub(crate) authority: String,
}

impl Identity {
    /// For `name`, valid from 2020 until the first day of `until`.
    pub(crate) fn new(name: &str, until: i32) -> Self {
        use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority_certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
        leaf.not_before = date_time_ymd(2020, 1, 1);
        leaf.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = leaf.signed_by(&key, &issuer).unwrap();
        Self {
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            authority: authority_certificate.pem(),
        }
    }
}
