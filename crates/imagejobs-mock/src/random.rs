//! Numbers that follow from a seed, the same on every machine and in every release.

use std::fmt::Write as _;

use crate::keys::Keys;

/// SplitMix64: eight lines, and no dependency's next version can change what a seed means.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// Each purpose draws from a stream of its own, so that a new purpose does not shift the others.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        Self(mix(seed ^ mix(purpose)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // The bias is below 2^-32 for the small bounds in use.
        self.next() % bound
    }
}

/// A project id: 32 hexadecimal digits.
pub(crate) fn project_id(seed: u64) -> String {
    let mut random = Random::new(seed, 1);
    format!("{:016x}{:016x}", random.next(), random.next())
}

/// A token that looks like one of IAM's: a long run of Base64.
pub(crate) fn token(seed: u64) -> String {
    base64(Random::new(seed, 2))
}

/// The access key of a pair: 20 letters and digits.
pub(crate) fn access_key(seed: u64) -> String {
    letters(&mut Random::new(seed, 4), UPPER, 20)
}

/// The secret key of a pair: 40 letters and digits.
pub(crate) fn secret_key(seed: u64) -> String {
    letters(&mut Random::new(seed, 5), ALPHANUMERIC, 40)
}

/// A user's password: 16 letters and digits.
pub(crate) fn password(seed: u64) -> String {
    letters(&mut Random::new(seed, 6), ALPHANUMERIC, 16)
}

/// The token that is issued as this number.
pub(crate) fn issued_token(seed: u64, number: u64) -> String {
    base64(Random::new(mix(seed).wrapping_add(number), 7))
}

/// The temporary keys that are issued as this number.
pub(crate) fn temporary_keys(seed: u64, number: u64) -> Keys {
    let mut random = Random::new(mix(seed).wrapping_add(number), 8);
    let access_key = format!("HST{}", letters(&mut random, UPPER, 17));
    let keys = Keys::new(access_key, letters(&mut random, ALPHANUMERIC, 40));
    keys.security_token(base64(random))
}

/// The seed of what has this name.
pub(crate) fn named(seed: u64, name: &str) -> u64 {
    name.bytes().fold(mix(seed), |hash, byte| mix(hash ^ u64::from(byte)))
}

/// The id of what has this name: 32 hexadecimal digits.
pub(crate) fn id(seed: u64, name: &str) -> String {
    let mut random = Random::new(named(seed, name), 9);
    format!("{:016x}{:016x}", random.next(), random.next())
}

/// The id of the call with this number: unique, because `mix` maps no two numbers to one.
pub(crate) fn request_id(seed: u64, number: u64) -> String {
    let mut id = String::with_capacity(32);
    let base = mix(seed ^ GOLDEN);
    let first = mix(base.wrapping_add(number));
    // Writing to a string cannot fail.
    let _ = write!(id, "{first:016x}{:016x}", mix(first ^ base));
    id
}

/// What the rules of a plan draw for: whether they fire, and how late.
pub(crate) const FAULTS: u64 = 12;
pub(crate) const LATE: u64 = 13;

/// A number from 0 up to but not 1, for the call of this number that a rule sees.
pub(crate) fn chance(seed: u64, rule: u64, call: u64, purpose: u64) -> f64 {
    let stream = mix(mix(seed).wrapping_add(rule)).wrapping_add(call);
    (Random::new(stream, purpose).next() >> 11) as f64 / (1_u64 << 53) as f64
}

const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+";

fn letters(random: &mut Random, of: &[u8], count: usize) -> String {
    (0..count).map(|_| char::from(of[(random.next() % of.len() as u64) as usize])).collect()
}

fn base64(mut random: Random) -> String {
    format!("MII{}", letters(&mut random, BASE64, 157))
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
