"""What chance is asked for: the purposes of the model's draws."""

from enum import IntEnum


class Purpose(IntEnum):
    """What a draw is for, part of its address. Never renumber, never reuse.

    Traits are drawn at month 0 by person and generation, happenings by month, matchings by pair.
    """

    PLACE_TRAITS = 1
    TRUST_TRAITS = 2
    TRUST_MORE_TRAITS = 3
    PERSON_TRAITS = 4
    PERSON_MORE_TRAITS = 5
    DIRECTOR_TRAITS = 6
    PARTNER_TRAITS = 7
    FIRST_TENURE = 8
    SYSTEM_MONTH = 10
    TRUST_MONTH = 11
    TRUST_QUALITY = 12
    TRUST_SIGHT = 13
    LEADER_MONTH = 14
    LEADER_GOES = 15
    DEPUTY_GAP = 16
    DIRECTOR_MONTH = 17
    INSPECTION = 20
    INSPECTION_MORE = 21
    PUBLICATION = 22
    DECISION = 23
    REVIEW_ENTRY = 24
    GRANT = 26
    SURVEY = 27
    BUDDY_WANTED = 28
    PROGRAMME = 30
    INTERVIEW = 31
    BUDDY_PAIR = 32
    REPLACEMENT = 33
