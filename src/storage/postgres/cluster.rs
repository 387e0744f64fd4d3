//! Where the cluster of a data directory is, and how it comes to be there whole or not at all.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::storage::postgres::binaries::Binaries;
use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::initdb::{flush_one, initdb};
use crate::storage::postgres::user::ServerUser;

const NAME: &str = "postgres";

/// How the name of a cluster that is not yet complete goes on.
const PARTIAL: &str = "partial-";

/// Where root keeps clusters that the unprivileged user could not reach in their data directory.
const ELSEWHERE: &str = "/var/lib/carebridge";

/// The cluster of `data_dir`, links resolved, and the PostgreSQL major that made it; none where there is none yet.
pub(super) fn locate(data_dir: &Path) -> Result<Option<(PathBuf, u32)>, PostgresError> {
    let path = data_dir.join(NAME);
    let dir = match path.canonicalize() {
        Ok(dir) => dir,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match fs::read_link(&path) {
                Ok(target) => Err(PostgresError::ClusterGone { link: path, target }),
                Err(_) => Ok(None),
            };
        }
        Err(error) => return Err(PostgresError::at(&path)(error)),
    };
    match fs::read_to_string(dir.join("PG_VERSION")) {
        Ok(version) => match version.trim().parse() {
            Ok(major) => Ok(Some((dir, major))),
            Err(_) => Err(PostgresError::NotACluster(path)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let empty = fs::read_dir(&dir).map_err(PostgresError::at(&dir))?.next().is_none();
            if empty { Ok(None) } else { Err(PostgresError::NotACluster(path)) }
        }
        // Only its owner and root may look into it: say whose it is rather than "permission denied".
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            ServerUser::of_cluster(&dir)?;
            Err(PostgresError::at(&dir)(error))
        }
        Err(error) => Err(PostgresError::at(&dir)(error)),
    }
}

/// Makes the cluster of `data_dir`. It is filled under another name and renamed when it is complete and on the disk,
/// so that whatever stands at `data_dir/postgres` is whole, whenever this process or the power ends.
pub(super) async fn create(
    data_dir: &Path,
    binaries: &Binaries,
    durable: bool,
) -> Result<(PathBuf, ServerUser), PostgresError> {
    let user = ServerUser::for_new_cluster()?;
    sweep(data_dir)?;
    let link = data_dir.join(NAME);
    let here = fresh(&link)?;
    let (partial, dir) = if user.give(&here).is_ok() && can_reach(&user, &here).await {
        (here, link.clone())
    } else {
        fs::remove_dir(&here).map_err(PostgresError::at(&here))?;
        let dir = elsewhere()?;
        tracing::info!(
            cluster = %dir.display(), link = %link.display(), user = user.name,
            "the built-in PostgreSQL cannot live in the data directory: its user cannot reach it"
        );
        let partial = fresh(&dir)?;
        user.give(&partial).map_err(PostgresError::at(&partial))?;
        (partial, dir)
    };
    initdb(binaries, &user, &partial, durable).await?;
    fs::rename(&partial, &dir).map_err(PostgresError::at(&dir))?;
    if dir != link {
        // The link is what says where the cluster is, from now on and also if the data directory moves.
        let _ = fs::remove_dir(&link); // an empty one may stand there
        symlink(&dir, &link).map_err(PostgresError::at(&link))?;
    }
    for parent in [dir.parent(), Some(data_dir)].into_iter().flatten() {
        flush_one(parent).map_err(PostgresError::at(parent))?;
    }
    Ok((dir, user))
}

/// An empty directory beside `dir`, open to nobody else. Its name is new: the `initdb` of a process that was killed may
/// still be writing under an old one.
fn fresh(dir: &Path) -> Result<PathBuf, PostgresError> {
    let partial = dir.with_extension(format!("{PARTIAL}{}", Uuid::new_v4().simple()));
    DirBuilder::new().mode(0o700).create(&partial).map_err(PostgresError::at(&partial))?;
    Ok(partial)
}

/// Removes what interrupted first starts left in the data directory.
fn sweep(data_dir: &Path) -> Result<(), PostgresError> {
    let prefix = format!("{NAME}.{PARTIAL}");
    for entry in fs::read_dir(data_dir).map_err(PostgresError::at(data_dir))?.flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes())
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(path = %entry.path().display(), %error, "could not remove an interrupted first start");
        }
    }
    Ok(())
}

/// Asks the system rather than the permission bits: it also knows of access lists and mount options.
async fn can_reach(user: &ServerUser, dir: &Path) -> bool {
    if !user.is_lent() {
        return true;
    }
    let mut visit = user.command(Path::new("/bin/sh"), dir);
    visit.args(["-c", "test -w ."]).status().await.is_ok_and(|status| status.success())
}

/// A new name each time: a data directory that was removed and made again begins with an empty database.
fn elsewhere() -> Result<PathBuf, PostgresError> {
    let parent = Path::new(ELSEWHERE);
    DirBuilder::new().recursive(true).mode(0o755).create(parent).map_err(PostgresError::at(parent))?;
    Ok(parent.join(Uuid::new_v4().simple().to_string()))
}
