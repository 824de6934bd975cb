/*
 * tap.h
 *	  A test program that prints TAP, without a server.
 *
 *	  int main(void) { ok(...); is_near(...); ...; return done_testing(); }
 */
#ifndef ABM_KPI_TEST_TAP_H
#define ABM_KPI_TEST_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static int	tap_run;
static int	tap_failed;

/* One test; returns whether it passed. */
static inline int
ok(int passed, const char *format,...)
{
	va_list		args;

	printf("%sok %d - ", passed ? "" : "not ", ++tap_run);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	tap_failed += !passed;
	return passed;
}

/* Within absolute + relative * |expected|; NaN agrees with NaN only. */
static inline int
near(double got, double expected, double absolute, double relative)
{
	if (isnan(expected))
		return isnan(got);
	return got == expected || fabs(got - expected) <= absolute + relative * fabs(expected);
}

static inline int
is_near(double got, double expected, double relative, const char *name)
{
	int			passed = ok(near(got, expected, 0.0, relative), "%s", name);

	if (!passed)
		printf("# got %.17g, expected %.17g, off by %.2g\n", got, expected,
			   fabs(got - expected) / fabs(expected));
	return passed;
}

/* A row of a table of cases that disagrees; the caller counts. */
static inline int
agrees(double got, double expected, double absolute, double relative,
	   const char *what, int row)
{
	if (near(got, expected, absolute, relative))
		return 1;
	printf("# %s, row %d: got %.17g, expected %.17g, off by %.2g\n", what, row,
		   got, expected, fabs(got - expected) / fabs(expected));
	return 0;
}

/* The plan, and the exit status of main(). */
static inline int
done_testing(void)
{
	printf("1..%d\n", tap_run);
	return tap_run > 0 && tap_failed == 0 ? 0 : 1;
}

/* A reproducible sequence of 64-bit numbers (Knuth's MMIX generator). */
static inline unsigned long long
next_random(unsigned long long *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 11;
}

#define LENGTH(array) ((int) (sizeof(array) / sizeof((array)[0])))

#endif							/* ABM_KPI_TEST_TAP_H */
