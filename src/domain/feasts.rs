//! Days on which those who gave are remembered and volunteers are called together (handbook §6, §8 宝4).

use super::codes::codes;

codes! {
    /// A day of the year on which people come together.
    Feast {
        /// Tomb-sweeping day.
        Qingming = "qingming", "清明", "Qingming";
        /// The organ donation day of China, the 11th of June since 2017.
        OrganDay = "organ_day", "中国器官捐献日", "Organ donation day";
        /// World blood donor day, the 14th of June.
        BloodDonorDay = "blood_donor_day", "世界献血者日", "World blood donor day";
        /// World marrow donor day, the third Saturday of September.
        MarrowDonorDay = "marrow_donor_day", "世界骨髓捐献者日", "World marrow donor day";
        /// The double ninth, the day of the elders.
        DoubleNinth = "double_ninth", "重阳", "Double ninth";
        /// The winter solstice.
        WinterSolstice = "winter_solstice", "冬至", "Winter solstice";
        /// Any other day.
        Other = "other", "其他", "Another day";
    }
}
