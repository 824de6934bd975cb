/*
 * business.c
 *	  Working time between two local wall-clock times.
 *
 * Whole weeks are multiplied, not walked through.
 */
#include "math/business.h"

#define DAY INT64_C(86400000000)

/* 2000-01-01 was a Saturday. */
#define DAYS_SINCE_MONDAY 5

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

int64_t
business_day_of(int64_t local)
{
	return floor_div(local, DAY);
}

static int
weekday(int64_t day)
{
	int64_t		monday = day + DAYS_SINCE_MONDAY;

	return (int) (monday - BUSINESS_WEEK * floor_div(monday, BUSINESS_WEEK));
}

bool
business_is_weekday(const BusinessHours *hours, int64_t day)
{
	return hours->works[weekday(day)];
}

/* Working weekdays before a day, counted from some Monday. */
static int64_t
weekdays_before(const BusinessHours *hours, int64_t day)
{
	int64_t		weeks = floor_div(day + DAYS_SINCE_MONDAY, BUSINESS_WEEK);
	int64_t		per_week = 0;
	int64_t		before = 0;

	for (int i = 0; i < BUSINESS_WEEK; i++)
	{
		per_week += hours->works[i] ? 1 : 0;
		before += hours->works[i] && i < weekday(day) ? 1 : 0;
	}
	return weeks * per_week + before;
}

/* Working weekdays from one day to before another, holidays among them. */
int64_t
business_weekdays(const BusinessHours *hours, int64_t from, int64_t until)
{
	return weekdays_before(hours, until) - weekdays_before(hours, from);
}

/* Holidays before a day. */
static int
holidays_before(const BusinessHours *hours, int64_t day)
{
	int			low = 0;
	int			high = hours->n_holidays;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (hours->holidays[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How much of its day's working time has passed at a time. */
static int64_t
passed(const BusinessHours *hours, int64_t local)
{
	int64_t		day = business_day_of(local);
	int64_t		time = local - day * DAY;
	int			h = holidays_before(hours, day);

	if (!business_is_weekday(hours, day) ||
		(h < hours->n_holidays && hours->holidays[h] == day) ||
		time <= hours->opens)
		return 0;
	return (time < hours->closes ? time : hours->closes) - hours->opens;
}

/*
 * Working days from started to ended, parts of a day being parts of its
 * opening hours.  Negative where ended is before started.
 */
double
business_time(const BusinessHours *hours, int64_t started, int64_t ended)
{
	int64_t		first = business_day_of(started);
	int64_t		last = business_day_of(ended);
	int64_t		days = business_weekdays(hours, first, last) -
	(holidays_before(hours, last) - holidays_before(hours, first));
	int64_t		part = passed(hours, ended) - passed(hours, started);

	return (double) days + (double) part / (double) (hours->closes - hours->opens);
}
