/* Phases 3, 6 and 7 by hand: workforce, improvement, quality. The limit that compiled rules are set beside.

   rows.h is made from the declarations of the rows, so that both work on the same bytes. Sums are in the order of the
   rules: only so can the two agree to the last bit. */

#include <math.h>
#include <stdint.h>

#include "rows.h"

enum { NOBODY = -1, ACTING = 2, SPECIAL_MEASURES = 2 };
enum { TRUST_MONTH = 11, TRUST_QUALITY = 12, TRUST_SIGHT = 13, SURVEY = 27 };

typedef struct {
    double u[4];
} Four;

static inline Four draw(uint64_t seed, uint64_t replicate, int64_t month, int64_t who, uint64_t purpose)
{
    uint64_t c0 = (uint64_t)month, c1 = (uint64_t)who, c2 = purpose, c3 = 0, k0 = seed, k1 = replicate;
    for (int i = 0; i < 10; i++) {
        unsigned __int128 a = (unsigned __int128)0xD2E7470EE14C6C93u * c0;
        unsigned __int128 b = (unsigned __int128)0xCA5A826395121157u * c2;
        c0 = (uint64_t)(b >> 64) ^ c1 ^ k0;
        c1 = (uint64_t)b;
        c2 = (uint64_t)(a >> 64) ^ c3 ^ k1;
        c3 = (uint64_t)a;
        k0 += 0x9E3779B97F4A7C15u;
        k1 += 0xBB67AE8584CAA73Bu;
    }
    const uint64_t words[4] = {c0, c1, c2, c3};
    Four four;
    for (int i = 0; i < 4; i++)
        four.u[i] = ((double)(int64_t)(words[i] >> 12) + 0.5) * (1.0 / 4503599627370496.0);
    return four;
}

static inline double clip(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static inline double rectified(double x)
{
    return x > 0.0 ? x : 0.0;
}

static inline double exact(double x)
{
    return floor(x * 1048576.0 + 0.5) / 1048576.0;
}

static inline double told(double value, double mean, double effects)
{
    return mean + effects * (value - mean);
}

static inline double bell(double u)
{
    const double scale = 1.001304895772125;
    double t = 2.0 * u - 1.0, square = t * t;
    return t * (1.07 * scale + square * (2.4787 * scale + square * (-5.8723 * scale + square * (4.9562 * scale))));
}

/* Wichura1988, algorithm AS 241. */
static double ratio(const double *above, const double *below, double r)
{
    double a = above[0], b = below[0];
    for (int i = 1; i < 8; i++) {
        a = a * r + above[i];
        b = b * r + below[i];
    }
    return a / b;
}

static double normal(double u)
{
    static const double central[2][8] = {
        {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
         1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0},
        {5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
         5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0}};
    static const double shoulder[2][8] = {
        {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
         3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0},
        {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
         6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0}};
    static const double far[2][8] = {
        {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
         2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0},
        {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
         1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0}};
    double q = u - 0.5;
    if (-0.425 <= q && q <= 0.425)
        return q * ratio(central[0], central[1], 0.180625 - q * q);
    double r = sqrt(-log(q < 0.0 ? u : 1.0 - u));
    double z = r <= 5.0 ? ratio(shoulder[0], shoulder[1], r - 1.6) : ratio(far[0], far[1], r - 5.0);
    return q < 0.0 ? -z : z;
}

static inline double frozen(const trust_t *restrict trust, const parameters_t *restrict p)
{
    double line = p->finance.freeze_line * trust->size * p->finance.turnover_per_post;
    return trust->deficit > line ? p->finance.freeze : 0.0;
}

static inline double appeal(const trust_t *restrict trust, const parameters_t *restrict p)
{
    return clip((1.0 - p->workforce.stigma_hiring * trust->stigma) *
                    (1.0 + p->workforce.engagement_hiring * (trust->engagement - 0.5)),
                0.0, 2.0);
}

static inline double at_work(const trust_t *restrict trust, const parameters_t *restrict p)
{
    double covered = p->workforce.cover * rectified(1.0 - trust->staffing);
    return trust->staffing + p->workforce.temporary_worth * (covered + p->support.effects * trust->funded_posts);
}

static void share_labour(system_t *restrict place, const parameters_t *restrict p)
{
    double poached = p->workforce.poaching * place->wanted;
    double sought = place->wanted - poached;
    double reached = p->workforce.pool_reach * place->pool;
    double had = reached < sought ? reached : sought;
    place->fill = place->wanted > 0.0 ? (had + poached) / place->wanted : 1.0;
    place->hired = had + poached;
    place->poached = place->staff > 0.0 ? poached / place->staff : 0.0;
    place->pool -= had;
    place->left = 0.0;
}

static inline void staff(trust_t *restrict trust, cause_t *restrict cause, const leader_t *restrict leader,
                         system_t *restrict place, const parameters_t *restrict p)
{
    trust->heard_fill = place->fill;
    trust->heard_poached = place->poached;
    double usual = p->workforce.leaving * trust->staffing;
    double factor = exp(-p->workforce.engagement_leaving * (trust->engagement - 0.5));
    double hires = p->workforce.hiring * rectified(1.0 - trust->staffing) * appeal(trust, p) * place->fill;
    cause->staffing_before = trust->staffing;
    cause->staffing_leavers = -usual;
    cause->staffing_engagement = -usual * (factor - 1.0);
    cause->staffing_stigma = -p->workforce.stigma_leaving * trust->stigma * trust->staffing;
    cause->staffing_poached = -place->poached * trust->staffing;
    cause->staffing_hires = hires;
    cause->staffing_freeze = -frozen(trust, p) * hires;
    double moved = trust->staffing + cause->staffing_leavers + cause->staffing_engagement + cause->staffing_stigma +
                   cause->staffing_poached + cause->staffing_hires + cause->staffing_freeze;
    cause->staffing_bound = clip(moved, 0.0, 1.2) - moved;
    trust->staffing = moved + cause->staffing_bound;
    double gone = cause->staffing_leavers + cause->staffing_engagement + cause->staffing_stigma;
    place->left += exact(-trust->size * gone);

    trust->temporary = p->workforce.cover * rectified(1.0 - trust->staffing) + trust->funded_posts;
    double all = trust->staffing + trust->temporary;
    trust->temporary_share = trust->temporary / (all > 0.1 ? all : 0.1);

    double upset = p->workforce.departure_upset * trust->shaken;
    if (leader->status == ACTING)
        upset += p->workforce.interim_upset;
    double listening = told(leader->listening, p->leadership.mean_listening, p->leadership.effects);
    cause->engagement_before = trust->engagement;
    cause->engagement_drift = p->workforce.engagement_return * (trust->permanent_engagement - trust->engagement);
    cause->engagement_listening = p->workforce.listening * (listening - 0.5);
    cause->engagement_stigma = -p->workforce.stigma_engagement * trust->stigma;
    cause->engagement_strain = -p->workforce.strain * rectified(p->workforce.usual_staffing - at_work(trust, p));
    cause->engagement_overload =
        -p->workforce.overload * rectified(trust->interruptions - p->workforce.overload_from);
    cause->engagement_change = -told(upset, p->workforce.mean_upset, p->leadership.effects);
    cause->engagement_label = p->workforce.galvanise_engagement * trust->galvanised;
    cause->engagement_chance = p->workforce.engagement_sd * bell(trust->luck_staff);
    moved = trust->engagement + cause->engagement_drift + cause->engagement_listening + cause->engagement_stigma +
            cause->engagement_strain + cause->engagement_overload + cause->engagement_change +
            cause->engagement_label + cause->engagement_chance;
    cause->engagement_bound = clip(moved, 0.0, 1.0) - moved;
    trust->engagement = moved + cause->engagement_bound;
}

static inline void improve(trust_t *restrict trust, cause_t *restrict cause, leader_t *restrict leader,
                           const levers_t *restrict levers, const parameters_t *restrict p)
{
    double effects = p->leadership.effects, helped = p->support.effects;
    double away = leader->orientation - trust->context;
    double fit = 1.0 - p->leadership.misfit * (away < 0.0 ? -away : away);
    double done = trust->attention * told(trust->heard_skill, p->leadership.mean_skill, effects) *
                  told(fit, p->leadership.mean_fit, effects) *
                  told(leader->appropriateness, p->leadership.mean_appropriateness, effects) *
                  (p->operations.unembedded + told(trust->embedding, p->leadership.mean_embedding, effects)) *
                  (0.5 + trust->engagement);
    double left = 1.0 - trust->capability;
    double experience = leader->status != ACTING && leader->experience >= 12 && trust->regime == SPECIAL_MEASURES
                            ? p->leadership.experience_gain
                            : 0.0;
    cause->capability_before = trust->capability;
    cause->capability_programme = p->operations.learning * done * (done < 0.0 ? trust->capability : left);
    cause->capability_experience = told(experience, p->leadership.mean_experience_gain, effects) * left;
    cause->capability_director = helped * p->support.coaching * trust->heard_coaching * left;
    cause->capability_buddy = helped * p->support.transfer * trust->similarity * trust->commitment *
                              rectified(trust->heard_buddy_capability - trust->capability);
    cause->capability_partners = helped * p->systems.partner_gain * trust->help * left;
    cause->capability_spending =
        helped * p->finance.capability_gain * (trust->spent_capability * 5000.0 / trust->size) * left;
    cause->capability_consultants =
        helped * p->finance.consultant_gain * (trust->spent_consultants * 5000.0 / trust->size);
    cause->capability_decay = -p->operations.forgetting * trust->capability;
    cause->capability_change = -trust->capability * told(p->leadership.capability_loss * trust->shaken,
                                                         p->leadership.mean_capability_loss, effects);
    double moved = trust->capability + cause->capability_programme + cause->capability_experience +
                   cause->capability_director + cause->capability_buddy + cause->capability_partners +
                   cause->capability_spending + cause->capability_consultants + cause->capability_decay +
                   cause->capability_change;
    cause->capability_bound = clip(moved, 0.0, 1.0) - moved;
    trust->capability = moved + cause->capability_bound;
    trust->shaken = 0.0;

    double m = trust->embedding;
    double sponsored = trust->director != NOBODY || trust->buddy != NOBODY ||
                               (trust->regime == SPECIAL_MEASURES && levers->oversight.improvement_board)
                           ? 1.0
                           : 0.0;
    double grown = p->operations.habit * (1.0 - m) +
                   p->support.effects * p->support.sponsor * p->operations.sponsor * sponsored * (1.0 - m);
    double seen = clip(trust->results / 10.0, -2.0, 2.0) - p->operations.motivation_threshold;
    trust->embedding = clip(m + grown + p->operations.motivation * seen * m * (1.0 - m), 0.0, 1.0);

    double ready = 1.0 - p->operations.inertia * trust->embedding;
    double right = leader->appropriateness + p->operations.correction * ready * (1.0 - leader->appropriateness);
    leader->appropriateness = clip(right + p->operations.context_drift * bell(trust->luck_programme), -1.0, 1.0);

    if (trust->stigma > 0.0) {
        trust->stigma -= trust->stigma / p->workforce.stigma_memory;
        trust->galvanised -= trust->galvanised / p->workforce.galvanise_memory;
    }
    trust->induction -= trust->induction / p->leadership.induction_memory;
    trust->mandate -= trust->mandate / p->leadership.mandate_memory;
    trust->executive_stability += p->leadership.stability_return * (1.0 - trust->executive_stability);
}

/* What each cause stands at in a trust, and how much of it one domain takes; the rest it takes as all others do. */
typedef struct {
    double base, shocks, capability, staffing, temporary, engagement, leadership, embedding, executives, pressure,
        partners, label;
} Causes;

static inline void move(domain_t *restrict domain, const Causes *restrict stand, Causes weight,
                        const parameters_t *restrict p, double u)
{
    double rate = p->operations.quality_rate;
    domain->before = domain->level;
    domain->drift = rate * (stand->base + domain->permanent - domain->level);
    domain->shocks = rate * stand->shocks;
    domain->capability = rate * (weight.capability * stand->capability);
    domain->staffing = rate * (weight.staffing * stand->staffing);
    domain->temporary = rate * (weight.temporary * stand->temporary);
    domain->engagement = rate * (weight.engagement * stand->engagement);
    domain->leadership = rate * (weight.leadership * stand->leadership);
    domain->embedding = rate * (weight.embedding * stand->embedding);
    domain->executives = rate * (weight.executives * stand->executives);
    domain->pressure = rate * (weight.pressure * stand->pressure);
    domain->partners = rate * (weight.partners * stand->partners);
    domain->label = rate * (weight.label * stand->label);
    domain->chance = p->operations.quality_noise * bell(u);
    double moved = domain->level + domain->drift + domain->shocks + domain->capability + domain->staffing +
                   domain->temporary + domain->engagement + domain->leadership + domain->embedding +
                   domain->executives + domain->pressure + domain->partners + domain->label + domain->chance;
    domain->bound = clip(moved, 0.0, 100.0) - moved;
    domain->level = moved + domain->bound;
}

static inline void change(trust_t *restrict trust, domain_t *restrict domains, const leader_t *restrict leader,
                          const parameters_t *restrict p, double base, uint64_t seed, uint64_t replicate, int64_t t)
{
    double effects = p->leadership.effects;
    double counted = p->workforce.cover * rectified(1.0 - trust->staffing) + p->support.effects * trust->funded_posts;
    double all = trust->staffing + counted;
    double over = rectified(counted / (all > 0.1 ? all : 0.1) - p->workforce.temporary_threshold);
    double led = (trust->heard_skill - 1.0) + (leader->listening - 0.5);
    if (leader->status == ACTING)
        led -= p->leadership.interim_lack;
    const Causes stand = {
        .base = base,
        .shocks = trust->shock + trust->heard_system_shock + trust->ordered_shock,
        .capability = trust->capability - 0.5,
        .staffing = at_work(trust, p) - p->workforce.usual_staffing,
        .temporary = -(100.0 * over * over),
        .engagement = trust->engagement - 0.5,
        .leadership = told(led, p->leadership.mean_led, effects),
        .embedding = told(trust->embedding, p->leadership.mean_embedding, effects) - p->leadership.mean_embedding,
        .executives =
            told(trust->executive_stability, p->leadership.mean_stability, effects) - p->leadership.mean_stability,
        .pressure = -trust->pressure,
        .partners = p->support.effects * trust->help,
        .label = trust->galvanised,
    };
    const Causes usual = {
        .capability = p->quality.capability,
        .staffing = p->quality.staffing,
        .temporary = p->quality.temporary,
        .engagement = p->quality.engagement,
        .leadership = p->quality.leadership,
        .pressure = p->quality.pressure,
        .partners = p->quality.partners,
        .label = p->quality.galvanise,
    };
    Causes safe = usual, effective = usual, caring = usual, responsive = usual, well_led = usual;
    safe.staffing += p->quality.safe_staffing;
    safe.temporary += p->quality.safe_temporary;
    effective.capability += p->quality.effective_capability;
    caring.engagement += p->quality.caring_engagement;
    responsive.pressure += p->quality.responsive_pressure;
    responsive.partners += p->quality.responsive_partners;
    well_led.leadership += p->quality.well_led_leadership;
    well_led.embedding += p->quality.well_led_embedding;
    well_led.executives += p->quality.well_led_executives;

    Four u = draw(seed, replicate, t, trust->number, TRUST_QUALITY);
    Four v = draw(seed, replicate, t, trust->number, TRUST_SIGHT);
    move(&domains[0], &stand, safe, p, u.u[0]);
    move(&domains[1], &stand, effective, p, u.u[1]);
    move(&domains[2], &stand, caring, p, u.u[2]);
    move(&domains[3], &stand, responsive, p, u.u[3]);
    move(&domains[4], &stand, well_led, p, v.u[0]);

    double sight = bell(v.u[1]), mortality = bell(v.u[2]);
    double outcomes = domains[1].level, flow = domains[3].level;
    double reading = flow + trust->quick_lift + p->observation.indicator_noise * sight;
    trust->seen += (reading - trust->seen) / p->observation.window;
    trust->seen_slow += (trust->seen - trust->seen_slow) / p->observation.slow_window;
    trust->results = 12.0 * (trust->seen - trust->seen_slow) / p->observation.slow_window;
    double died = outcomes + trust->case_mix + p->observation.mortality_noise * mortality;
    trust->seen_mortality += (died - trust->seen_mortality) / p->observation.mortality_window;
    trust->year_4h +=
        90.0 + 0.1 * p->observation.sd_4h * (flow + trust->quick_lift - 50.0) + p->observation.noise_4h * sight;
    trust->year_mortality += outcomes + p->observation.mortality_noise * mortality;
    trust->year_engagement += trust->engagement;
    trust->luck_takeover = v.u[3];
    if (t % 12 == 3) {
        Four survey = draw(seed, replicate, t, trust->number, SURVEY);
        trust->october_engagement = trust->engagement + p->observation.survey_noise * normal(survey.u[0]);
    }
}

void walk_three(trust_t *restrict trusts, domain_t *restrict domains, cause_t *restrict causes,
                leader_t *restrict leaders, system_t *restrict systems, const levers_t *restrict levers,
                const int32_t *restrict in_force, const parameters_t *restrict p, int64_t trust_count,
                int64_t system_count, uint64_t seed, uint64_t replicate, int64_t first, int64_t last)
{
    for (int64_t t = first; t < last; t++) {
        for (int64_t s = 0; s < system_count; s++)
            systems[s].wanted = 0.0;
        for (int64_t i = 0; i < trust_count; i++) {
            trust_t *trust = &trusts[i];
            if (!trust->is_open)
                continue;
            Four u = draw(seed, replicate, t, trust->number, TRUST_MONTH);
            trust->luck_staff = u.u[1];
            trust->luck_programme = u.u[3];
            double vacancies = rectified(1.0 - trust->staffing);
            trust->hiring_wanted =
                trust->size * p->workforce.hiring * vacancies * appeal(trust, p) * (1.0 - frozen(trust, p));
            systems[trust->system].wanted += exact(trust->hiring_wanted);
        }
        for (int64_t s = 0; s < system_count; s++)
            share_labour(&systems[s], p);
        double base = p->systems.base + p->systems.trend * (double)t / 12.0;
        for (int64_t i = 0; i < trust_count; i++) {
            trust_t *trust = &trusts[i];
            if (!trust->is_open)
                continue;
            leader_t *leader = &leaders[trust->leader];
            staff(trust, &causes[i], leader, &systems[trust->system], p);
            improve(trust, &causes[i], leader, &levers[in_force[t * (trust_count + 1) + i]], p);
            change(trust, &domains[5 * i], leader, p, base, seed, replicate, t);
        }
        for (int64_t s = 0; s < system_count; s++)
            systems[s].pool += p->workforce.stay_local * systems[s].left +
                               p->workforce.newcomers * systems[s].posts -
                               p->workforce.moving_away * systems[s].pool;
    }
}
