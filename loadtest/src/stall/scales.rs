//! What a stretch takes of the machine's memory while it lasts, and how long the stopped ones are put up with.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::time::sleep;

use crate::error::Error;
use crate::kernel;
use crate::process::Processes;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(500);

/// Memory at the beginning, at most, and in the end, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Course {
    /// When it began.
    pub before_mib: f64,
    /// The most that was seen.
    pub most_mib: f64,
    /// When it ended.
    pub after_mib: f64,
}

/// What was seen while a stretch lasted.
#[derive(Debug)]
pub struct Weighed {
    /// Of the kernel's TCP sockets, on the whole machine.
    pub sockets: Course,
    /// Of the server.
    pub server: Option<Course>,
    /// Stopped readers that the server still has a connection to.
    pub still_connected: usize,
    /// When the last of the others was gone, seen from the beginning.
    pub gone_after: Option<Duration>,
}

/// What is looked at.
#[derive(Debug)]
pub struct Scales<'a> {
    /// The server.
    pub server: Option<&'a Processes>,
    /// Where it listens.
    pub port: u16,
    /// The ports of those who were stopped.
    pub stopped: &'a HashSet<u16>,
}

impl Scales<'_> {
    /// Looks until `stretch` is over, and gives what it came to as well.
    ///
    /// # Errors
    /// Those of `stretch`, or where the system tells nothing.
    pub async fn weigh<T>(
        &self,
        stretch: impl Future<Output = Result<T, Error>>,
    ) -> Result<(T, Weighed), Error> {
        let begin = Instant::now();
        let mut stretch = std::pin::pin!(stretch);
        let mut weighed = self.look()?;
        let mut left = weighed.still_connected;
        loop {
            let done = tokio::select! {
                done = &mut stretch => Some(done?),
                () = sleep(EVERY) => None,
            };
            let now = self.look()?;
            weighed.sockets = weighed.sockets.then(now.sockets);
            weighed.server = weighed.server.zip(now.server).map(|(course, now)| course.then(now));
            weighed.still_connected = now.still_connected;
            if now.still_connected < left {
                left = now.still_connected;
                weighed.gone_after = Some(begin.elapsed());
            }
            if let Some(done) = done {
                return Ok((done, weighed));
            }
        }
    }

    fn look(&self) -> Result<Weighed, Error> {
        let connected = kernel::connected_ports(self.port)?;
        Ok(Weighed {
            sockets: Course::at(kernel::socket_memory_kib()?),
            server: self.server.map(Processes::memory_kib).transpose()?.map(Course::at),
            still_connected: self.stopped.intersection(&connected).count(),
            gone_after: None,
        })
    }
}

impl Course {
    #[expect(clippy::cast_precision_loss, reason = "no machine has 2^52 KiB")]
    fn at(kib: u64) -> Self {
        let mib = kib as f64 / 1024.0;
        Self { before_mib: mib, most_mib: mib, after_mib: mib }
    }

    /// Goes on with a later look.
    fn then(self, now: Self) -> Self {
        Self {
            before_mib: self.before_mib,
            most_mib: self.most_mib.max(now.most_mib),
            after_mib: now.after_mib,
        }
    }

    /// How much more there is in the end.
    pub fn growth_mib(&self) -> f64 {
        self.after_mib - self.before_mib
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_course_has_a_beginning_a_height_and_an_end() {
        let course = [3_072, 1_024, 2_048].map(Course::at).into_iter().reduce(Course::then).unwrap();
        assert_eq!((course.before_mib, course.most_mib, course.after_mib), (3.0, 3.0, 2.0));
        assert_eq!(course.growth_mib(), -1.0);
    }

    #[tokio::test]
    async fn who_is_cut_off_meanwhile_is_seen_to_be_gone() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clients =
            [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
        let (stays, _) = listener.accept().await.unwrap();
        let (goes, _) = listener.accept().await.unwrap();
        let stopped = clients.iter().map(|client| client.local_addr().unwrap().port()).collect();
        let scales = Scales { server: None, port: address.port(), stopped: &stopped };
        let ((), weighed) = scales
            .weigh(async {
                drop(goes);
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(weighed.still_connected, 1);
        assert!(weighed.gone_after.is_some() && weighed.server.is_none());
        drop(stays);
    }
}
