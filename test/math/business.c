/*
 * business.c
 *	  Tests of src/math/business: working time by the wall clock.
 *
 * Expected values were computed with python datetime and fractions, walking
 * from day to day.
 */
#include "math/business.h"

#include "tap.h"

#define DAY INT64_C(86400000000)
#define HOUR INT64_C(3600000000)

typedef struct Case
{
	int			weekdays;		/* bits from Monday */
	int64_t		opens;
	int64_t		closes;
	int64_t		holidays[3];
	int			n_holidays;
	int64_t		started;
	int64_t		ended;
	double		expected;
}			Case;

static const Case cases[] = {
	{0x67, INT64_C(10800000000), INT64_C(54000000000), {8981, 8983, 8990}, 3, INT64_C(773431605450689), INT64_C(856100513389841), 680.8915136537269},
	{0x45, INT64_C(7200000000), INT64_C(50400000000), {-4871}, 1, INT64_C(-422985963567021), INT64_C(-422979750496743), 0.14382107125},
	{0x50, INT64_C(36000000000), INT64_C(54000000000), {9045}, 1, INT64_C(778669314235832), INT64_C(865301978215691), 285.0},
	{0x64, INT64_C(32400000000), INT64_C(46800000000), {-12722}, 1, INT64_C(-1100876686836269), INT64_C(-1100872909133470), 0.0},
	{0x55, INT64_C(25200000000), INT64_C(46800000000), {12464, 12476}, 2, INT64_C(1076487631770858), INT64_C(1076494676770103), 0.3261573724537037},
	{0x49, INT64_C(0), INT64_C(50400000000), {1839}, 1, INT64_C(158442919218343), INT64_C(158449417008417), 0.0},
	{0x1c, INT64_C(36000000000), INT64_C(46800000000), {566, 593}, 2, INT64_C(48670395249756), INT64_C(49598180729697), 5.0},
	{0x64, INT64_C(36000000000), INT64_C(57600000000), {6132, 6136}, 2, INT64_C(528400470993437), INT64_C(529019259981361), 3.0},
	{0x20, INT64_C(3600000000), INT64_C(54000000000), {0}, 0, INT64_C(236392526409534), INT64_C(236400962052662), 0.0},
	{0x19, INT64_C(25200000000), INT64_C(75600000000), {-5315}, 1, INT64_C(-461246847159418), INT64_C(-434731611886874), 130.65172935353175},
	{0x6f, INT64_C(0), INT64_C(61200000000), {5982, 6000, 6018}, 3, INT64_C(516818694862783), INT64_C(517054875338792), 1.0147898238071895},
	{0x4a, INT64_C(32400000000), INT64_C(82800000000), {0}, 0, INT64_C(-417881748268302), INT64_C(-416941168315941), 5.0},
	{0x6b, INT64_C(32400000000), INT64_C(64800000000), {8419, 8433}, 2, INT64_C(727087824248347), INT64_C(727933973930980), 7.0},
	{0x30, INT64_C(32400000000), INT64_C(64800000000), {-9864}, 1, INT64_C(-855591041297326), INT64_C(-855589997564758), 0.0},
	{0x75, INT64_C(7200000000), INT64_C(61200000000), {-7511, -7510, -7486}, 3, INT64_C(-650130542028291), INT64_C(-649442562021881), 5.940370489074074},
	{0x4e, INT64_C(21600000000), INT64_C(72000000000), {0}, 0, INT64_C(-406652493219605), INT64_C(-406643058938291), 0.1871881213095238},
	{0x33, INT64_C(39600000000), INT64_C(86400000000), {-8890}, 1, INT64_C(-770335813518134), INT64_C(-770334717534163), 0.0},
	{0x48, INT64_C(10800000000), INT64_C(72000000000), {0}, 0, INT64_C(60076301165771), INT64_C(77862056129712), 58.079348524705885},
	{0x35, INT64_C(3600000000), INT64_C(61200000000), {-3526, -3514, -3501}, 3, INT64_C(-304876565203640), INT64_C(-304873348337060), 0.055848378125},
	{0x0c, INT64_C(32400000000), INT64_C(54000000000), {-5385}, 1, INT64_C(-467665419052281), INT64_C(-467084014546223), 2.0},
	{0x7a, INT64_C(28800000000), INT64_C(79200000000), {2653, 2659, 2688}, 3, INT64_C(229093956558324), INT64_C(326373818648863), 801.627846065},
	{0x7c, INT64_C(39600000000), INT64_C(61200000000), {-13667, -13666, -13630}, 3, INT64_C(-1180849561847607), INT64_C(-1180454810490941), 2.0},
	{0x12, INT64_C(14400000000), INT64_C(64800000000), {-10672}, 1, INT64_C(-924419773825756), INT64_C(-923616326016504), 2.090750511031746},
	{0x2e, INT64_C(7200000000), INT64_C(64800000000), {4574, 4575}, 2, INT64_C(394873533491149), INT64_C(493910055434416), 652.7023512919444},
};

static BusinessHours
hours_of(const Case * c)
{
	BusinessHours hours = {{0}, 0, 0, 0, 0};

	for (int i = 0; i < BUSINESS_WEEK; i++)
		hours.works[i] = (c->weekdays >> i & 1) != 0;
	hours.opens = c->opens;
	hours.closes = c->closes;
	hours.holidays = c->holidays;
	hours.n_holidays = c->n_holidays;
	return hours;
}

static void
test_cases(void)
{
	int			good = 0;
	int			additive = 0;

	for (int i = 0; i < LENGTH(cases); i++)
	{
		const		Case *c = &cases[i];
		BusinessHours hours = hours_of(c);
		int64_t		middle = c->started + (c->ended - c->started) / 3;

		good += agrees(business_time(&hours, c->started, c->ended), c->expected, 1e-15, 1e-15, "business_time", i);
		additive += agrees(business_time(&hours, c->started, middle) + business_time(&hours, middle, c->ended),
						   c->expected, 1e-12, 1e-15, "in two parts", i);
	}
	ok(good == LENGTH(cases), "working time as walking from day to day gives it: %d of %d", good, LENGTH(cases));
	ok(additive == LENGTH(cases), "two parts of a time add up to it");
}

static void
test_weeks(void)
{
	Case		week = {0x1f, 9 * HOUR, 17 * HOUR, {0}, 0, 0, 0, 0.0};
	BusinessHours hours = hours_of(&week);
	int			good = 0;

	/* 2000-01-01 was a Saturday */
	ok(!business_is_weekday(&hours, 0) && !business_is_weekday(&hours, 1) && business_is_weekday(&hours, 2),
	   "the first working day of 2000 was the third");
	for (int64_t day = -20; day < 20; day++)
		good += business_weekdays(&hours, day, day + 7) == 5 &&
			business_weekdays(&hours, day, day + 1) == business_is_weekday(&hours, day) &&
			business_time(&hours, day * DAY, (day + 1) * DAY) == business_is_weekday(&hours, day);
	ok(good == 40, "seven days in a row have five working days, before 2000 too");
	is_near(business_time(&hours, -2451545 * DAY, 106751990 * DAY), 78002525.0, 1e-15, "three hundred thousand years");
	ok(business_time(&hours, 3 * DAY, 2 * DAY) == -1.0, "backwards it is negative");
	ok(business_day_of(-1) == -1 && business_day_of(0) == 0 && business_day_of(DAY - 1) == 0, "the day of a time");
}

int
main(void)
{
	test_cases();
	test_weeks();
	return done_testing();
}
