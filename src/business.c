/*-------------------------------------------------------------------------
 *
 * business.c
 *	  Durations in business days: opening hours of working days only.
 *
 * Opening hours are those of the wall clock: a day on which the clocks change
 * has as many of them as any other.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"
#include "math/business.h"

static const char *
time_text(TimeADT time)
{
	return DatumGetCString(DirectFunctionCall1(time_out, TimeADTGetDatum(time)));
}

/* The weekdays 1 (Monday) to 7 (Sunday), as ISO 8601 and extract(isodow) count. */
static void
read_weekdays(BusinessHours *hours, Datum array)
{
	Datum	   *weekdays;
	int			n = arg_int4_array(array, "weekdays", &weekdays);

	if (n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weekdays must not be empty")));
	for (int i = 0; i < n; i++)
	{
		int32		weekday = DatumGetInt32(weekdays[i]);

		if (weekday < 1 || weekday > BUSINESS_WEEK)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("weekday %d is out of range, it must be from 1 (Monday) to 7 (Sunday)",
							weekday)));
		hours->works[weekday - 1] = true;
	}
}

static int
compare_days(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return x < y ? -1 : x > y;
}

/* Keep the holidays of the days from first to last on which would be worked. */
static void
read_holidays(BusinessHours *hours, Datum array, int64 first, int64 last)
{
	Datum	   *dates;
	int			n = arg_date_array(array, "holidays", &dates);
	int64	   *days;
	int			kept = 0;

	if (n == 0)
		return;
	days = palloc(n * sizeof(int64));
	for (int i = 0; i < n; i++)
	{
		int64		day = arg_date_micros(DatumGetDateADT(dates[i]), "holiday") / USECS_PER_DAY;

		CHECK_FOR_INTERRUPTS();
		if (day >= first && day <= last && business_is_weekday(hours, day))
			days[kept++] = day;
	}
	qsort(days, kept, sizeof(int64), compare_days);
	n = kept;
	kept = 0;
	for (int i = 0; i < n; i++)
		if (i == 0 || days[i] != days[i - 1])
			days[kept++] = days[i];
	hours->holidays = days;
	hours->n_holidays = kept;
}

/* An instant as the wall clock of a time zone shows it. */
static int64
wall_clock(Datum zone, TimestampTz at, const char *name)
{
	return DatumGetTimestamp(DirectFunctionCall2(timestamptz_zone, zone,
												 TimestampTzGetDatum(arg_timestamptz(at, name))));
}

/*
 * business_days(started, ended, zone, opens, closes, weekdays, holidays):
 * opening hours between two instants, in days of them; NULL where ended is
 * before started
 */
PG_FUNCTION_INFO_V1(business_days_timestamptz);
Datum
business_days_timestamptz(PG_FUNCTION_ARGS)
{
	TimestampTz started = PG_GETARG_TIMESTAMPTZ(0);
	TimestampTz ended = PG_GETARG_TIMESTAMPTZ(1);
	int64		from = wall_clock(PG_GETARG_DATUM(2), started, "started");
	int64		until = wall_clock(PG_GETARG_DATUM(2), ended, "ended");
	BusinessHours hours = {0};

	hours.opens = PG_GETARG_TIMEADT(3);
	hours.closes = PG_GETARG_TIMEADT(4);
	if (hours.closes <= hours.opens)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("closes must be after opens, but %s is not after %s",
						time_text(hours.closes), time_text(hours.opens)),
				 errhint("Hours over midnight are not supported; midnight at the end of the day is time '24:00'.")));
	read_weekdays(&hours, PG_GETARG_DATUM(5));
	if (ended < started)
		PG_RETURN_NULL();
	/* In the hour that comes twice the wall clock may run backwards. */
	until = Max(until, from);
	read_holidays(&hours, PG_GETARG_DATUM(6), business_day_of(from), business_day_of(until));
	PG_RETURN_FLOAT8(business_time(&hours, from, until));
}

/*
 * business_days(started, ended, weekdays, holidays): working days from started
 * to the day before ended; NULL where ended is before started
 */
PG_FUNCTION_INFO_V1(business_days_date);
Datum
business_days_date(PG_FUNCTION_ARGS)
{
	int64		from = arg_date_micros(PG_GETARG_DATEADT(0), "started") / USECS_PER_DAY;
	int64		until = arg_date_micros(PG_GETARG_DATEADT(1), "ended") / USECS_PER_DAY;
	BusinessHours hours = {0};

	read_weekdays(&hours, PG_GETARG_DATUM(2));
	if (until < from)
		PG_RETURN_NULL();
	read_holidays(&hours, PG_GETARG_DATUM(3), from, until - 1);
	PG_RETURN_INT32((int32) (business_weekdays(&hours, from, until) - hours.n_holidays));
}
