//! Why somebody is left in peace, and the lock that keeps condolence from the living and appeals from the dead.

use super::{rules::Tone, subjects::Subject};
use crate::domain::codes::codes;

codes! {
    /// Why nothing is planned, shown or sent.
    Stop {
        /// She died.
        Deceased = "deceased", "本人已故", "She died";
        /// Her record was merged into another.
        Merged = "merged", "档案已合并", "The record was merged";
        /// She is not to be contacted (Civil Code 1033).
        DoNotContact = "do_not_contact", "勿扰", "Not to be contacted";
        /// She withdrew.
        Withdrawn = "withdrawn", "登记已撤销", "Withdrawn";
        /// She refuses the programme.
        Refused = "refused", "本人不同意捐献", "Refused";
        /// The registration is paused.
        Paused = "paused", "登记暂停中", "Paused";
        /// She has given: what was planned for a registrant is over.
        Realised = "realised", "已实现捐献", "Has given";
        /// The case or the donation is over.
        Over = "over", "已结束", "It is over";
        /// The family asked for silence (PIPL 15).
        Silenced = "silenced", "家属要求停止联系", "The family asked for silence";
        /// No member of the family may be contacted.
        NobodyToContact = "nobody_to_contact", "没有可以联系的家属", "Nobody may be contacted";
        /// The coordinator may not witness any more.
        Banned = "banned", "已终身禁止", "Banned";
        /// The account is closed.
        Closed = "closed", "账号已停用", "The account is closed";
        /// Condolence would reach somebody who lives, or whose family she is lives.
        LivingNotDead = "living_not_dead", "对象在世，不发慰唁", "She lives: no condolence";
        /// An appeal, thanks or a question would reach the dead.
        DeadNotLiving = "dead_not_living", "对象已故，不作动员、致谢或核验", "She died: no appeal";
        /// Another programme was in touch this week.
        AskedLately = "asked_lately", "一周内已由其他项目联系", "Another programme was in touch this week";
    }
}

/// Whether a rule of this tone may approach the subject: asked when it is planned, when it is shown and, once
/// more, when it is sent.
///
/// # Errors
/// Why not.
pub fn check(tone: Tone, subject: &Subject) -> Result<(), Stop> {
    match tone {
        // Nobody is approached: what the office has to settle is left only when its subject is gone.
        Tone::Office => {
            return match subject.stop {
                Some(stop @ (Stop::Merged | Stop::Closed | Stop::Banned)) => Err(stop),
                _ => Ok(()),
            };
        }
        Tone::Condolence => {
            let bereaved = subject.family.as_ref().is_some_and(|family| family.bereaved);
            if !bereaved || subject.lives == Some(true) {
                return Err(Stop::LivingNotDead);
            }
        }
        Tone::Appeal | Tone::Thanks => {
            if subject.lives == Some(false) || subject.family.as_ref().is_some_and(|f| f.bereaved) {
                return Err(subject.stop.unwrap_or(Stop::DeadNotLiving));
            }
        }
        Tone::Care => {
            let bereaved = subject.family.as_ref().is_some_and(|family| family.bereaved);
            if subject.lives == Some(false) && !bereaved {
                return Err(subject.stop.unwrap_or(Stop::DeadNotLiving));
            }
        }
    }
    subject.stop.map_or(Ok(()), Err)
}
