//! A moment as people write it, in UTC: a report is read in other time zones than it was made in.

/// `2026-03-01 12:34 UTC`, from the seconds since 1970.
pub fn written(seconds: u64) -> String {
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// Year, month and day of the day with this number, 1970-01-01 being 0. The year begins in March,
/// so that the day that is added now and then is its last one.
fn date(day: u64) -> (u64, u64, u64) {
    // As far as the year 9999; nothing later is a time of a gradebook.
    let day = day.min(2_932_896) + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let in_month = day - (153 * month + 2) / 5 + 1;
    let (month, more) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + more, month, in_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_date() {
        // As `date -u -d @N` has them.
        assert_eq!(written(0), "1970-01-01 00:00 UTC");
        assert_eq!(written(951_782_399), "2000-02-28 23:59 UTC");
        assert_eq!(written(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(written(1_772_368_440), "2026-03-01 12:34 UTC");
        assert_eq!(written(4_102_444_799), "2099-12-31 23:59 UTC");
        assert_eq!(&written(u64::MAX)[..4], "9999");
    }
}
