//! Makes a small picture of whatever file somebody sends, beside the workers that serve requests, a few at a time.
//!
//! Nothing of the file itself is kept: it is decoded within limits, cut, shrunk and encoded anew, without the place and
//! the camera that it may tell of.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::error::{ImageError, ImageResult};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage, RgbaImage};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::domain::invalid::Invalid;
use crate::services::error::{FieldProblem, ServiceError};

/// Width and height of what comes out.
const SIDE: u32 = 256;
/// Of 100.
const QUALITY: u8 = 85;
/// Pixels of a side that goes in: a large photograph.
const SIDE_MAX: u32 = 8_192;
/// Bytes that a decoded picture may take: 24 million pixels without transparency.
const DECODED_MAX: u64 = 72 * 1024 * 1024;
/// How long a request waits for its turn before it is told to come back.
const TURN_WAIT: Duration = Duration::from_secs(5);

/// Why no picture came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// It is no PNG, JPEG or WebP, or a broken one.
    NotAnImage,
    /// It would take too much to decode.
    TooLarge,
}

/// Makes pictures. Cloning is cheap; all clones share the turns.
#[derive(Debug, Clone)]
pub struct Pictures {
    turns: Arc<Semaphore>,
}

impl Pictures {
    /// At most `at_once` files are decoded at the same time; each may take some 100 MiB.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// A JPEG of 256 × 256 pixels: the centre of the picture in `file`, upright.
    ///
    /// # Errors
    /// `Invalid` with `not_an_image` or `image_too_large`; `Busy` after five seconds of waiting for a turn.
    pub async fn square(&self, file: Vec<u8>) -> Result<Vec<u8>, ServiceError> {
        let turn = timeout(TURN_WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(ServiceError::Busy) };
        let made = tokio::task::spawn_blocking(move || {
            // The turn goes with the work, and not with the request: one whose client has gone still costs.
            let _turn = turn;
            square(&file)
        });
        // A decoder that panicked has met a file that is none.
        made.await.unwrap_or(Err(Refusal::NotAnImage)).map_err(refused)
    }
}

fn square(file: &[u8]) -> Result<Vec<u8>, Refusal> {
    let small = decode(file).map_err(|error| match error {
        ImageError::Limits(_) => Refusal::TooLarge,
        _ => Refusal::NotAnImage,
    })?;
    let mut out = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&on_white(&small));
    written.map(|()| out).map_err(|_| Refusal::NotAnImage)
}

fn decode(file: &[u8]) -> ImageResult<RgbaImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODED_MAX);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    // What the decoder itself takes is limited above; this is the picture.
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture = picture.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3);
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

/// JPEG knows no transparency: what is not there is white.
fn on_white(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        let blend = |colour: u16| ((colour * alpha + 255 * (255 - alpha)) / 255) as u8;
        image::Rgb([blend(red), blend(green), blend(blue)])
    })
}

fn refused(refusal: Refusal) -> ServiceError {
    let invalid = match refusal {
        Refusal::NotAnImage => Invalid::new("not_an_image", "Send a PNG, JPEG or WebP picture."),
        Refusal::TooLarge => Invalid::new("image_too_large", "Send a smaller picture."),
    };
    ServiceError::Invalid(vec![FieldProblem { field: "file".to_owned(), invalid }])
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgb, Rgba};

    use super::*;

    fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.into().write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn made(file: &[u8]) -> RgbImage {
        let jpeg = square(file).unwrap();
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        image::load_from_memory(&jpeg).unwrap().into_rgb8()
    }

    fn is_near(picture: &RgbImage, x: u32, y: u32, colour: [u8; 3]) -> bool {
        picture.get_pixel(x, y).0.iter().zip(colour).all(|(is, wanted)| is.abs_diff(wanted) < 24)
    }

    /// Red, then green in the middle third, then blue.
    fn flag() -> RgbImage {
        RgbImage::from_fn(300, 100, |x, _| match x / 100 {
            0 => Rgb([255, 0, 0]),
            1 => Rgb([0, 255, 0]),
            _ => Rgb([0, 0, 255]),
        })
    }

    #[test]
    fn the_centre_square_is_kept_of_each_format() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = made(&encoded(flag(), format));
            assert_eq!(picture.dimensions(), (256, 256));
            for (x, y) in [(8, 8), (247, 8), (128, 128), (8, 247)] {
                assert!(is_near(&picture, x, y, [0, 255, 0]), "{format:?} {x} {y}");
            }
        }
    }

    #[test]
    fn what_is_transparent_becomes_white() {
        let picture = made(&encoded(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])), ImageFormat::Png));
        assert!(is_near(&picture, 128, 128, [255, 255, 255]));
    }

    /// A JPEG with an EXIF block that says: turn me by a quarter, and where I was taken.
    #[test]
    fn a_photograph_is_turned_upright_and_its_metadata_is_gone() {
        let plain = encoded(
            RgbImage::from_fn(64, 64, |_, y| Rgb([if y < 32 { 255 } else { 0 }, 0, 0])),
            ImageFormat::Jpeg,
        );
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 48.85N";
        let mut photo = plain[..2].to_vec();
        photo.extend_from_slice(&[0xff, 0xe1]);
        photo.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        photo.extend_from_slice(exif);
        photo.extend_from_slice(&plain[2..]);
        let jpeg = square(&photo).unwrap();
        for secret in [b"Exif".as_slice(), b"GPS"] {
            assert!(photo.windows(secret.len()).any(|window| window == secret));
            assert!(!jpeg.windows(secret.len()).any(|window| window == secret));
        }
        let picture = made(&photo);
        assert!(is_near(&picture, 240, 128, [255, 0, 0]), "its top is on the right now");
        assert!(is_near(&picture, 16, 128, [0, 0, 0]));
    }

    #[test]
    fn what_is_no_picture_is_refused_whatever_it_is_called() {
        let png = encoded(flag(), ImageFormat::Png);
        for file in [
            b"".as_slice(),
            b"<svg/>",
            b"GIF89a\x01\0\x01\0\0\0\0;",
            b"\xff\xd8\xff\xe0",
            &png[..png.len() / 2],
        ] {
            assert_eq!(square(file), Err(Refusal::NotAnImage));
        }
    }

    /// A header that promises 60,000 × 60,000 pixels in a few bytes.
    #[test]
    fn a_picture_that_would_not_fit_is_not_decoded() {
        let mut bomb = encoded(RgbImage::new(1, 1), ImageFormat::Png);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(square(&bomb), Err(Refusal::TooLarge));
        bomb[16..20].copy_from_slice(&8_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&8_000_u32.to_be_bytes());
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(square(&bomb), Err(Refusal::TooLarge), "each side would do, both together do not");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
        !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
    }
}
