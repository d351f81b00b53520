// Cases with known answers from queueing theory, Markov chains, renewal theory and survival analysis. Each is a
// scenario beside this file, run through the whole pipeline from YAML; expected values and rules are those of
// cases.json. To add a case: a scenario, and a line here. What is not said here stands in left-out.md.
#include "tests/analytic/known.hpp"
#include "tests/catch.hpp"

using namespace analytic;

namespace {

constexpr double hour = 3600, half_hour = 1800, day = 86400, week = 7 * day, year = 365.25 * day;

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) check_row(row);
}

// The run lengths of the cases were planned for means: the tails have wider intervals at them.
const std::vector<std::string> tails = {"var_L", "P_n_ge_5", "P_wait_gt_t1"};

}  // namespace

TEST_CASE("one server, exponential service: the numbers of the textbook") {
    check({
        {"mm1_rho0.5", "mm1_rho0.5", observe_queue, hour, tails},
        {"mm1_rho0.8", "mm1_rho0.8", observe_queue, hour, tails},
        {"mm1_rho0.9", "mm1_rho0.9", observe_queue, half_hour, tails},
    });
}

TEST_CASE("one server, any law of service: as Pollaczek and Khinchine say") {
    check({
        {"md1_rho0.8", "md1_rho0.8", observe_queue},
        {"mg1_uniform", "mg1_uniform", observe_queue},
        {"mg1_erlang4", "mg1_erlang4", observe_queue},
        {"mg1_weibull1.5", "mg1_weibull1.5", observe_queue},
    });
}

TEST_CASE("many servers: waits as Erlang C says") {
    check({
        {"mmc_2_rho0.75", "mmc_2_rho0.75", observe_queue, hour, tails, {"erlang_B"}},
        {"mmc_10_rho0.8", "mmc_10_rho0.8", observe_queue, hour, tails, {"erlang_B"}},
        {"mmc_100_rho0.95",
         "mmc_100_rho0.95",
         observe_queue,
         hour,
         {"P_wait_gt_t1", "Lq", "Wq", "erlang_C"},
         {"erlang_B"}},
        {"little", "mmc_2_rho0.75", observe_little},
    });
}

TEST_CASE("limited room: who is lost, by birth and death") {
    check({
        {"mmck_1_5_lam1.2", "mmck_1_5_lam1.2", observe_queue, hour, {"P0"}},
        {"mmck_10_10_lam12", "mmck_10_10_lam12", observe_queue, hour, {"P0"}},
        {"mmck_100_100_lam100", "mmck_100_100_lam100", observe_queue, hour, {"P0"}},
        {"erlang_loss_insensitive", "erlang_loss_fixed", observe_queue},
        {"erlang_loss_insensitive", "erlang_loss_lognormal", observe_queue},
    });
}

TEST_CASE("nobody waits: a Poisson number inside, from the start and in the long run") {
    check({
        {"mginf", "mginf", observe_infinite, hour, {"L_poisson_var"}},
        {"mmginf_transient", "mmginf_transient", observe_transient, day},
        {"prison_population_stock", "prison_population_stock", observe_infinite, week},
    });
}

TEST_CASE("appointments, priorities and networks: as D/M/1, Cobham and Jackson say") {
    check({
        {"dm1", "dm1", observe_queue},
        {"cobham_3_exp", "cobham_3_exp", observe_classes},
        {"jackson_open3", "jackson_open3", observe_network},
    });
}

TEST_CASE("a service that stands still for urgent customers: waits as theory of interruption says") {
    check({{"preemptive_2_exp", "preemptive_2_exp", observe_classes}});
}

TEST_CASE("chains, stages and renewals: means, variances and shares of theory") {
    check({
        {"absorbing_5", "absorbing_5", observe_chain, day},
        {"erlang_3", "erlang_3", observe_erlang, day},
        {"renewal_poisson", "renewal_poisson", observe_renewals, day},
        {"renewal_weibull1.5", "renewal_weibull1.5", observe_renewals, day},
        {"renewal_weibull1", "renewal_weibull1", observe_renewals, day},
        {"renewal_longrun", "renewal_longrun", observe_long_renewals, day},
    });
}

TEST_CASE("risks and survival: incidence, product limit and split populations") {
    check({
        {"competing_exp3", "competing_exp3", observe_competing, day},
        {"km_exp_censored", "km_exp_censored", observe_survival, day},
        {"split_population_0.6", "split_population_0.6", observe_split, year},
        {"split_population_0.45", "split_population_0.45", observe_split, year},
        {"reoffend_12m_0.25", "reoffend_12m_0.25", observe_reoffending, day},
    });
}

TEST_CASE("careers: crimes and time free as Shinnar and Shinnar say") {
    check({
        {"shinnar_1", "shinnar_1", observe_career, year},
        {"shinnar_2", "shinnar_2", observe_career, year},
        {"shinnar_long_40", "shinnar_long_40", observe_career, year, {}, {"steady_state_crimes"}},
        {"shinnar_long_400", "shinnar_long_400", observe_career, year / 10, {}, {"steady_state_crimes"}},
    });
}
