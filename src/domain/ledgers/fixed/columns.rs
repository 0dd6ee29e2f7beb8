//! How the columns of a fixed form are declared.

use crate::domain::ledgers::columns::Column;

/// A column of a fixed form.
pub(in crate::domain::ledgers) trait FixedColumn:
    Copy + PartialEq + 'static
{
    /// What a heading means.
    fn read(heading: &str) -> Option<Self>;
    /// The heading by which it is always understood.
    fn written(self) -> &'static str;
    /// It among the columns of all sheets.
    fn column(self) -> Column;
    /// This column of all sheets, if it is of this form.
    fn of(column: Column) -> Option<Self>;
}

/// Declares the columns of a form with code and headings, of which the first is the one written.
macro_rules! columns {
    ($(#[$about:meta])* $form:ident as $all:ident {
        $($(#[$doc:meta])* $name:ident = $code:literal, [$first:literal $(, $more:literal)*];)+
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $form {
            $($(#[$doc])* $name,)+
        }

        impl $form {
            /// All of them, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code, which is also the English heading.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The heading by which it is always understood.
            pub const fn heading(self) -> &'static str {
                match self { $(Self::$name => $first,)+ }
            }

            /// What a heading means.
            pub fn from_heading(text: &str) -> Option<Self> {
                let text: String = text
                    .split(['(', '（'])
                    .next()
                    .unwrap_or_default()
                    .chars()
                    .filter(|c| !c.is_whitespace())
                    .flat_map(char::to_lowercase)
                    .collect();
                match text.as_str() {
                    $($code | $first $(| $more)* => Some(Self::$name),)+
                    _ => None,
                }
            }
        }

        impl $crate::domain::ledgers::fixed::FixedColumn for $form {
            fn read(heading: &str) -> Option<Self> {
                Self::from_heading(heading)
            }

            fn written(self) -> &'static str {
                self.heading()
            }

            fn column(self) -> $crate::domain::ledgers::columns::Column {
                $crate::domain::ledgers::columns::Column::$all(self)
            }

            fn of(column: $crate::domain::ledgers::columns::Column) -> Option<Self> {
                match column {
                    $crate::domain::ledgers::columns::Column::$all(column) => Some(column),
                    _ => None,
                }
            }
        }
    };
}

pub(in crate::domain::ledgers) use columns;
