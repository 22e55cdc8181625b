from turnaround_sim.month.chance import Purpose

EVER = {
    "PLACE_TRAITS": 1, "TRUST_TRAITS": 2, "TRUST_MORE_TRAITS": 3, "PERSON_TRAITS": 4, "PERSON_MORE_TRAITS": 5,
    "DIRECTOR_TRAITS": 6, "PARTNER_TRAITS": 7, "FIRST_TENURE": 8, "SYSTEM_MONTH": 10, "TRUST_MONTH": 11,
    "TRUST_QUALITY": 12, "TRUST_SIGHT": 13, "LEADER_MONTH": 14, "LEADER_GOES": 15, "DEPUTY_GAP": 16,
    "DIRECTOR_MONTH": 17, "INSPECTION": 20, "INSPECTION_MORE": 21, "PUBLICATION": 22, "DECISION": 23,
    "REVIEW_ENTRY": 24, "GRANT": 26, "SURVEY": 27, "BUDDY_WANTED": 28, "PROGRAMME": 30, "INTERVIEW": 31,
    "BUDDY_PAIR": 32, "REPLACEMENT": 33,
}  # fmt: skip
"""The numbers that purposes have had since they were first used. Add to it; change nothing."""


def test_no_purpose_is_renumbered_and_none_shares_its_number():
    assert {purpose.name: int(purpose) for purpose in Purpose} == EVER
    assert len(set(EVER.values())) == len(EVER)
