/*
 * special.c
 *	  Tests of src/math/special: incomplete beta function, Student's t,
 *	  binomial ranks.
 *
 * The expected values were computed with mpmath at 50 digits or more, for the
 * float8 nearest to the input; ranks with exact python integers.
 */
#include "math/special.h"

#include <stdlib.h>

#include "math/interval.h"
#include "tap.h"

/* by the power series of DLMF 8.17.7, whose terms are positive */
static const struct
{
	double		a;
	double		b;
	double		x;
	double		value;
	double		relative;
}			betas[] = {
	{0.5, 0.5, 0.5, 0.5, 1e-14},
	{1, 1, 0.3, 0.299999999999999989, 1e-14},
	{2, 3, 0.4, 0.524800000000000038, 1e-14},
	{2, 3, 0.9, 0.996300000000000002, 1e-14},
	{0.5, 5, 1e-10, 0.0000246093749967187504, 1e-14},
	{5, 0.5, 0.999, 0.922281992100966761, 1e-14},
	{5, 0.5, 0.01, 2.47125780863954462e-11, 1e-14},
	{50, 50, 0.5, 0.5, 1e-13},
	{50, 50, 0.3, 0.0000155477997614432952, 1e-13},
	{500, 0.5, 0.99, 0.00152735787905298907, 1e-12},
	{499.5, 0.5, 0.9961, 0.0482354215349040084, 1e-12},
	{10, 1, 0.5, 0.0009765625, 1e-14},
	{1, 10, 0.001, 0.00995511979025179033, 1e-14},
	{5000, 0.5, 0.9996, 0.0454840646491611763, 1e-12},
	{0.001, 2, 0.5, 0.999806746536947748, 1e-14},
	{1000, 2000, 0.33, 0.350632676134183419, 1e-12},
	{1000, 2000, 0.4, 0.999999999999976528, 1e-14},
	{51, 50, 0.5, 0.460205381306410619, 1e-13},
	/* where differences of lgamma() have lost 4 to 8 digits */
	{100000, 100000, 0.499, 0.185546744557556755, 1e-12},
	{1000000, 0.5, 0.999999, 0.157299155155835283, 1e-12},
	{3000000, 7000000, 0.3002, 0.916214057604194491, 1e-12},
	{50000000, 50000001, 0.5, 0.500039894227940408, 1e-11}
};

/* t by the incomplete beta function, from 10^4 on by quadrature of the density */
static const struct
{
	double		df;
	double		level;
	double		t;
}			student[] = {
	{1, 0.5, 1.0},
	{1, 0.9, 6.31375151467504452},
	{1, 0.95, 12.7062047361746933},
	{1, 0.999999, 636619.77234875132},
	{2, 0.5, 0.816496580927726033},
	{2, 0.9, 2.91998558035372607},
	{2, 0.95, 4.30265272974946179},
	{2, 0.999999, 999.999249985465907},
	{5, 0.5, 0.726686843800422653},
	{5, 0.9, 2.01504837333302441},
	{5, 0.95, 2.57058183563631478},
	{5, 0.999999, 28.4784734628195612},
	{30, 0.5, 0.682755693321292553},
	{30, 0.9, 1.69726088659395796},
	{30, 0.95, 2.04227245630123789},
	{30, 0.999999, 6.11907562037389985},
	{101, 0.95, 1.9837310029556058},
	{101, 0.999999, 5.21036269296462192},
	{200, 0.95, 1.971896223633909},
	{200, 0.999999, 5.04828565984611275},
	{999, 0.5, 0.67473541034671903},
	{999, 0.9, 1.64638034542753575},
	{999, 0.95, 1.9623414611334496},
	{999, 0.999999, 4.92232037236078628},
	{1e4, 0.5, 0.674514284483592434},
	{1e4, 0.9, 1.64500601806924307},
	{1e4, 0.95, 1.96020123989062588},
	{1e4, 0.999999, 4.89468861630993716},
	{10001, 0.5, 0.674514282030329528},
	{10001, 0.9, 1.64500600283023494},
	{10001, 0.95, 1.96020121616464069},
	{10001, 0.999999, 4.89468831116074112},
	{1e5, 0.5, 0.674492203553292206},
	{1e5, 0.9, 1.64486886478496984},
	{1e5, 0.95, 1.95998770753460926},
	{1e5, 0.999999, 4.89194334070945155},
	{1e9, 0.5, 0.674489750441416669},
	{1e9, 0.9, 1.64485362847524197},
	{1e9, 0.95, 1.95996398691232509},
	{1e9, 0.999999, 4.8916385061777782},
	{1e15, 0.95, 1.95996398454005623},
	{1, 0.999999999999, 636633855803.559303},
	{2, 0.999999999999, 1000011.06104282808},
	{0.5, 0.9, 41.1360000928782937}
};

static const struct
{
	int64_t		n;
	double		p;
	double		tail;
	int64_t		rank;
}			ranks[] = {
	{1, 0.5, 0.025, 0}, {1, 0.9, 0.05, 0}, {1, 0.1, 0.005, 0},
	{2, 0.5, 0.05, 0}, {2, 0.9, 0.025, 1}, {2, 0.9, 0.05, 1}, {2, 0.9, 0.005, 0}, {2, 0.1, 0.05, 0},
	{5, 0.5, 0.025, 0}, {5, 0.5, 0.05, 1}, {5, 0.5, 0.005, 0}, {5, 0.9, 0.025, 3}, {5, 0.9, 0.05, 3},
	{5, 0.9, 0.005, 2}, {5, 0.1, 0.05, 0},
	{10, 0.5, 0.025, 2}, {10, 0.5, 0.05, 2}, {10, 0.5, 0.005, 1}, {10, 0.9, 0.025, 7}, {10, 0.9, 0.05, 7},
	{10, 0.9, 0.005, 6}, {10, 0.1, 0.05, 0},
	{100, 0.5, 0.025, 40}, {100, 0.5, 0.05, 42}, {100, 0.5, 0.005, 37}, {100, 0.9, 0.025, 84},
	{100, 0.9, 0.05, 85}, {100, 0.9, 0.005, 82}, {100, 0.1, 0.025, 5}, {100, 0.1, 0.05, 5}, {100, 0.1, 0.005, 3},
	{1000, 0.5, 0.025, 469}, {1000, 0.5, 0.05, 474}, {1000, 0.5, 0.005, 459}, {1000, 0.9, 0.025, 881},
	{1000, 0.9, 0.05, 884}, {1000, 0.9, 0.005, 875}, {1000, 0.1, 0.025, 82}, {1000, 0.1, 0.05, 85}, {1000, 0.1, 0.005, 76},
	{100000, 0.5, 0.025, 49690}, {100000, 0.5, 0.05, 49740}, {100000, 0.9, 0.025, 89814}, {100000, 0.9, 0.05, 89844},
	{1000000, 0.5, 0.025, 499020}, {1000000, 0.5, 0.05, 499178}, {1000000, 0.9, 0.025, 899412}, {1000000, 0.9, 0.05, 899506},
	{100000000, 0.5, 0.025, 49990200}
};

/* P(B < rank) is exactly the tail, which is a float8 */
static const struct
{
	int64_t		n;
	double		tail;
	int64_t		rank;
}			ties[] = {
	{1, 0.5, 1}, {3, 0.125, 1}, {5, 0.03125, 1}, {10, 0.0009765625, 1}, {20, 9.5367431640625e-07, 1},
	{40, 9.094947017729282e-13, 1}, {4, 0.3125, 2}, {4, 0.6875, 3}, {6, 0.109375, 2}, {6, 0.34375, 3},
	{9, 0.01953125, 2}, {9, 0.08984375, 3}, {16, 0.0002593994140625, 2}, {16, 0.0020904541015625, 3}
};

static void
test_incomplete_beta(void)
{
	int			good = 0;

	for (int i = 0; i < LENGTH(betas); i++)
		good += agrees(incomplete_beta(betas[i].a, betas[i].b, betas[i].x), betas[i].value, 0.0,
					   betas[i].relative, "incomplete_beta", i);
	ok(good == 22, "22 values of the incomplete beta function");
	ok(incomplete_beta(2, 3, 0) == 0.0 && incomplete_beta(2, 3, -1) == 0.0 && incomplete_beta(2, 3, 1) == 1.0 &&
	   incomplete_beta(2, 3, 2) == 1.0, "0 at 0 and below, 1 at 1 and above");
	good = 0;
	for (int i = 1; i < 100; i++)
		good += agrees(incomplete_beta(3, 8, i / 100.0) + incomplete_beta(8, 3, 1.0 - i / 100.0), 1.0, 0.0, 1e-14,
					   "I_x(a, b) + I_1-x(b, a)", i);
	ok(good == 99, "I_x(a, b) and I_1-x(b, a) add up to 1");
}

static void
test_student(void)
{
	int			good = 0;
	int			larger = 1;

	for (int i = 0; i < LENGTH(student); i++)
		good += agrees(student_t_half_width(student[i].level, student[i].df), student[i].t, 0.0, 1e-12,
					   "student_t_half_width", i);
	ok(good == 44, "44 quantiles of Student's t, to 12 digits");
	for (double df = 1.0; df < 1e12; df *= 1.7)
		larger &= student_t_half_width(0.95, df) > student_t_half_width(0.95, df * 1.7) &&
			student_t_half_width(0.95, df) > level_to_z(0.95);
	ok(larger, "t falls towards z with the degrees of freedom");
	ok(isnan(student_t_half_width(0.95, 0)) && isnan(student_t_half_width(0.95, -3)) &&
	   isnan(student_t_half_width(1.0, 3)) && isnan(student_t_half_width(NAN, 3)), "without degrees of freedom or a level: NaN");
	is_near(student_t_half_width(0.01, 1), 0.0157092553236649167, 1e-11, "a level of 1 %: tan(pi / 200)");
	ok(student_t_half_width(1e-20, 7) == 0.0, "a level that is 0 beside 1 has no width");
}

static void
test_ranks(void)
{
	int			good = 0;
	int64_t		below;
	int64_t		above;

	for (int i = 0; i < LENGTH(ranks); i++)
		good += agrees((double) binomial_lower_rank(ranks[i].n, ranks[i].p, ranks[i].tail), (double) ranks[i].rank, 0.0, 0.0,
					   "binomial_lower_rank", i);
	ok(good == LENGTH(ranks) && good == 49, "49 ranks equal those of exact sums");
	good = 0;
	for (int i = 0; i < LENGTH(ties); i++)
		good += agrees((double) binomial_lower_rank(ties[i].n, 0.5, ties[i].tail), (double) ties[i].rank, 0.0, 0.0,
					   "binomial_lower_rank, tie", i);
	ok(good == 14, "14 ranks whose probability is exactly the tail are taken");
	ok(binomial_lower_rank(10, 0.0, 0.025) == 0 && binomial_lower_rank(10, 1.0, 0.025) == 10, "p of 0 and 1");
	/* one more observation moves a rank by one at most; the approximation adds one */
	below = binomial_lower_rank(100000000, 0.9, 0.025);
	above = binomial_lower_rank(100000001, 0.9, 0.025);
	ok(llabs(above - below) <= 2, "where the normal approximation begins the ranks go on as before");
	ok(binomial_lower_rank(INT64_MAX, 0.5, 0.025) > INT64_MAX / 2 - 4000000000LL &&
	   binomial_lower_rank(INT64_MAX, 0.5, 0.025) < INT64_MAX / 2 - 2900000000LL, "2^63 - 1 observations");
	ok(binomial_lower_rank(200000000, 1e-9, 0.025) == 0, "a percentile below all observations");
}

int
main(void)
{
	test_incomplete_beta();
	test_student();
	test_ranks();
	return done_testing();
}
