//! Exact fractions. Where a number would no longer fit there is no answer, never a wrong one.

use std::cmp::Ordering;

/// A fraction in lowest terms, its denominator above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    /// 0.
    pub const ZERO: Self = Self { over: 0, under: 1 };
    /// 1.
    pub const ONE: Self = Self { over: 1, under: 1 };

    /// A whole number.
    pub const fn whole(number: i128) -> Self {
        Self { over: number, under: 1 }
    }

    fn new(over: i128, under: i128) -> Option<Self> {
        if under == 1 {
            return Some(Self { over, under });
        }
        let common = gcd(over.unsigned_abs(), under.unsigned_abs());
        let common = i128::try_from(common).ok().filter(|common| *common != 0)?;
        let sign = under.signum();
        Some(Self { over: (over / common).checked_mul(sign)?, under: (under / common) * sign })
    }

    /// The sum, if it fits.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.under == 1 && other.under == 1 {
            return Some(Self::whole(self.over.checked_add(other.over)?));
        }
        let left = self.over.checked_mul(other.under)?;
        let right = other.over.checked_mul(self.under)?;
        Self::new(left.checked_add(right)?, self.under.checked_mul(other.under)?)
    }

    /// The product, if it fits.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(self.over.checked_mul(other.over)?, self.under.checked_mul(other.under)?)
    }

    /// The quotient, if it fits and `other` is not 0.
    pub fn by(self, other: Self) -> Option<Self> {
        let under = self.under.checked_mul(other.over)?;
        if under == 0 {
            return None;
        }
        let turned = Self::new(self.over.checked_mul(other.under)?, under)?;
        if turned.under > 0 {
            return Some(turned);
        }
        Some(Self { over: turned.over.checked_neg()?, under: turned.under.checked_neg()? })
    }

    /// The same below 0.
    pub fn negated(self) -> Self {
        Self { over: -self.over, under: self.under }
    }

    /// -1, 0 or 1.
    pub fn sign(self) -> i128 {
        self.over.signum()
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.under == 1
    }

    /// The least whole number that is not below it.
    pub fn ceiling(self) -> i128 {
        -(-self.over).div_euclid(self.under)
    }

    /// The greatest whole number that is not above it.
    pub fn floor(self) -> i128 {
        self.over.div_euclid(self.under)
    }

    /// Which is greater, if that can be told.
    pub fn against(self, other: Self) -> Option<Ordering> {
        let left = self.over.checked_mul(other.under)?;
        Some(left.cmp(&other.over.checked_mul(self.under)?))
    }
}

fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(over: i128, under: i128) -> Fraction {
        Fraction::whole(over).by(Fraction::whole(under)).unwrap()
    }

    #[test]
    fn fractions_reckon_exactly_or_not_at_all() {
        let third = fraction(1, 3);
        assert_eq!(third.plus(third).unwrap().plus(third), Some(Fraction::ONE));
        assert_eq!(fraction(2, -4), fraction(-1, 2));
        assert_eq!(fraction(-1, 2).times(fraction(2, 3)), Some(fraction(-1, 3)));
        assert_eq!(fraction(1, 3).by(fraction(-2, 5)), Some(fraction(-5, 6)));
        assert_eq!((fraction(7, 2).ceiling(), fraction(7, 2).floor()), (4, 3));
        assert_eq!((fraction(-7, 2).ceiling(), fraction(-7, 2).floor()), (-3, -4));
        assert_eq!(fraction(1, 3).against(fraction(2, 7)), Some(Ordering::Greater));
        assert_eq!(Fraction::ONE.by(Fraction::ZERO), None);
        assert_eq!(Fraction::whole(i128::MAX).plus(Fraction::ONE), None);
        assert_eq!(Fraction::whole(i128::MAX).times(fraction(3, 2)), None);
    }
}
