//! What became of each year's notices. The rates follow: 2022 R1 5/20, R2 1/15; 2023 R1 6/27, R2 2/21;
//! 2024 R1 5/31, R2 1/26; 2025 R1 4/23 with 6 pending, R2 1/12 with 7 pending (as of the demo's day).

use crate::domain::match_cases::{reasons::Reason, steps::Stage};

/// What became of a notice.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// The patient's side ended it before an answer; whether a second person has looked.
    EndedFirst(Reason, bool),
    /// Lost at the first screening.
    Lost(Reason),
    /// Still being called: so many rounds so far, and the notice came so many days ago.
    Calling(u32, u32),
    /// Came to a stage, then ended; whether a second person has looked, where one has to.
    Left(Stage, Reason, bool),
    /// Came to a stage and goes on; the notice came so many days ago.
    Open(Stage, u32),
    /// Donated.
    Donated,
}

impl Way {
    /// For how many days it has been open.
    pub fn open_for(self) -> Option<u32> {
        match self {
            Self::Calling(_, days) | Self::Open(_, days) => Some(days),
            _ => None,
        }
    }

    /// Whether the volunteer should get no further notice in the demo.
    pub fn is_last_for_her(self) -> bool {
        match self {
            Self::Donated | Self::Calling(..) | Self::Open(..) => true,
            Self::Lost(reason) | Self::Left(_, reason, _) => {
                !matches!(reason, Reason::N1 | Reason::N2 | Reason::N3 | Reason::N4)
            }
            Self::EndedFirst(..) => false,
        }
    }
}

use Reason::{F1, F2, G1, M1, M2, M3, M4, N1, N2, N3, N4, N5, P1, P2, P3, P4, U1, U2, U3};
use Stage::{Agreed, Consented, Talked, Typed, Willing};
use Way::{Calling, Donated, EndedFirst, Left, Lost, Open};

const TYPED_AWAY: Way = Left(Agreed, N4, true);
const OTHER_DONOR: Way = Left(Agreed, N3, true);
const STOPPED: Way = Left(Typed, N2, true);

/// The notices of each year.
pub const YEARS: [(i32, &[Way]); 4] = [
    (
        2022,
        &[
            Lost(U3),
            TYPED_AWAY,
            OTHER_DONOR,
            EndedFirst(N2, true),
            TYPED_AWAY,
            Lost(P2),
            OTHER_DONOR,
            Left(Talked, P3, true),
            STOPPED,
            Lost(U1),
            TYPED_AWAY,
            Donated,
            OTHER_DONOR,
            Lost(F1),
            EndedFirst(N1, true),
            TYPED_AWAY,
            Left(Typed, M4, true),
            OTHER_DONOR,
            Lost(M3),
            STOPPED,
            TYPED_AWAY,
            Donated,
        ],
    ),
    (
        2023,
        &[
            TYPED_AWAY,
            Lost(U3),
            OTHER_DONOR,
            EndedFirst(N1, true),
            STOPPED,
            TYPED_AWAY,
            Lost(P1),
            OTHER_DONOR,
            Left(Talked, P4, true),
            TYPED_AWAY,
            Lost(F2),
            OTHER_DONOR,
            Donated,
            EndedFirst(N5, true),
            Left(Typed, M4, true),
            Lost(M2),
            TYPED_AWAY,
            OTHER_DONOR,
            Left(Agreed, F1, true),
            STOPPED,
            Lost(G1),
            OTHER_DONOR,
            TYPED_AWAY,
            EndedFirst(N2, true),
            Left(Typed, M4, true),
            OTHER_DONOR,
            Lost(U3),
            TYPED_AWAY,
            Donated,
            STOPPED,
        ],
    ),
    (
        2024,
        &[
            OTHER_DONOR,
            TYPED_AWAY,
            Lost(U3),
            STOPPED,
            TYPED_AWAY,
            OTHER_DONOR,
            EndedFirst(N1, true),
            TYPED_AWAY,
            Lost(P2),
            OTHER_DONOR,
            Donated,
            STOPPED,
            TYPED_AWAY,
            EndedFirst(N2, true),
            Left(Talked, P3, true),
            OTHER_DONOR,
            Lost(F1),
            TYPED_AWAY,
            OTHER_DONOR,
            STOPPED,
            Left(Typed, M4, true),
            Lost(U2),
            TYPED_AWAY,
            OTHER_DONOR,
            EndedFirst(N3, true),
            STOPPED,
            OTHER_DONOR,
            Lost(M3),
            TYPED_AWAY,
            Left(Typed, M4, true),
            OTHER_DONOR,
            Donated,
            TYPED_AWAY,
            STOPPED,
        ],
    ),
    (
        2025,
        &[
            TYPED_AWAY,
            OTHER_DONOR,
            Lost(U3),
            EndedFirst(N1, true),
            STOPPED,
            Lost(P2),
            TYPED_AWAY,
            Left(Talked, P2, true),
            OTHER_DONOR,
            EndedFirst(N2, true),
            Lost(F1),
            OTHER_DONOR,
            Donated,
            STOPPED,
            Lost(M1),
            TYPED_AWAY,
            OTHER_DONOR,
            OTHER_DONOR,
            EndedFirst(N5, false),
            Left(Agreed, N2, false),
            Open(Consented, 118),
            Open(Typed, 92),
            Open(Typed, 80),
            Open(Talked, 46),
            Open(Willing, 24),
            Open(Willing, 12),
            Calling(2, 97),
            Calling(2, 78),
            Calling(1, 9),
            Calling(0, 3),
            Calling(0, 1),
        ],
    ),
];
