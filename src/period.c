/*-------------------------------------------------------------------------
 *
 * period.c
 *	  Which days of an earlier period a running one is to be compared with.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "args.h"

/* A week is compared with that of a year ago by weekday: 52 weeks, 364 days. */
#define WEEKS_PER_YEAR 52

/* 2000-01-01 was a Saturday. */
#define DAYS_SINCE_MONDAY 5

typedef struct Grain
{
	const char *name;
	int			months;			/* or */
	int			days;
} Grain;

static const Grain grains[] = {
	{"week", 0, 7}, {"month", 1, 0}, {"quarter", 3, 0}, {"year", 12, 0}
};

static const Grain *
arg_grain(const char *name)
{
	for (int i = 0; i < (int) lengthof(grains); i++)
		if (strcmp(grains[i].name, name) == 0)
			return &grains[i];
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("grain \"%s\" is unknown, it must be week, month, quarter or year",
					arg_excerpt(name, 64))));
	return NULL;
}

/* How many periods back: one, or those of a year. */
static int
arg_periods_back(const char *compared_with, const Grain *grain)
{
	if (strcmp(compared_with, "previous_period") == 0)
		return 1;
	if (strcmp(compared_with, "year_ago") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("compared_with \"%s\" is unknown, it must be year_ago or previous_period",
						arg_excerpt(compared_with, 64))));
	return grain->days > 0 ? WEEKS_PER_YEAR : MONTHS_PER_YEAR / grain->months;
}

static int
floor_div(int a, int b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/* The first day of a month that is counted from January of the year 0. */
static DateADT
first_of_month(int month)
{
	int			year = floor_div(month, MONTHS_PER_YEAR);

	return date2j(year, month - year * MONTHS_PER_YEAR + 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* Where the period that a day lies in begins, moved by so many periods. */
static DateADT
period_start(DateADT day, const Grain *grain, int fiscal_month, int moved)
{
	int			year;
	int			month;
	int			day_of_month;
	int			offset = fiscal_month - 1;
	DateADT		start;

	if (grain->days > 0)
		start = (floor_div(day + DAYS_SINCE_MONDAY, grain->days) + moved) * grain->days -
			DAYS_SINCE_MONDAY;
	else
	{
		j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &day_of_month);
		month += year * MONTHS_PER_YEAR - 1 - offset;
		start = first_of_month((floor_div(month, grain->months) + moved) * grain->months + offset);
	}
	if (!IS_VALID_DATE(start))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("as_of %s is out of range, its period or the one to compare with begins before the first date, 4714-11-24 BC",
						DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(day))))));
	return start;
}

static void
set_column(KpiRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

/*
 * growth_periods(as_of, grain, compared_with, fiscal_month): the period of
 * as_of so far, and as many days of the one it is compared with
 */
PG_FUNCTION_INFO_V1(period_growth_periods);
Datum
period_growth_periods(PG_FUNCTION_ARGS)
{
	DateADT		as_of = (DateADT) (arg_date_micros(PG_GETARG_DATEADT(0), "as_of") / USECS_PER_DAY);
	const Grain *grain = arg_grain(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	int			back = arg_periods_back(text_to_cstring(PG_GETARG_TEXT_PP(2)), grain);
	int			fiscal_month = PG_GETARG_INT32(3);
	DateADT		start;
	DateADT		before_start;
	DateADT		before_end;
	bool		is_complete;
	KpiRow		row;

	if (fiscal_month < 1 || fiscal_month > MONTHS_PER_YEAR)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fiscal_month %d is out of range, it must be from 1 to 12", fiscal_month)));
	start = period_start(as_of, grain, fiscal_month, 0);
	before_start = period_start(as_of, grain, fiscal_month, -back);
	before_end = period_start(as_of, grain, fiscal_month, 1 - back);
	is_complete = as_of + 1 == period_start(as_of, grain, fiscal_month, 1);

	/*
	 * Whole periods are compared whole; days that the other lacks do not
	 * exist.
	 */
	if (!is_complete)
		before_end = Min(before_end, before_start + (as_of + 1 - start));

	kpi_row_init(&row);
	set_column(&row, 0, DateADTGetDatum(start));
	set_column(&row, 1, DateADTGetDatum(as_of + 1));
	set_column(&row, 2, DateADTGetDatum(before_start));
	set_column(&row, 3, DateADTGetDatum(before_end));
	set_column(&row, 4, Int32GetDatum(as_of + 1 - start));
	set_column(&row, 5, BoolGetDatum(is_complete));
	PG_RETURN_DATUM(kpi_row_datum(&row, fcinfo));
}
