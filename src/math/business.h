/*
 * business.h
 *	  Working time between two local wall-clock times.
 *
 * Pure C, no PostgreSQL.  Times are microseconds and days are days since
 * 2000-01-01.
 */
#ifndef ABM_KPI_MATH_BUSINESS_H
#define ABM_KPI_MATH_BUSINESS_H

#include <stdbool.h>
#include <stdint.h>

#define BUSINESS_WEEK 7

typedef struct BusinessHours
{
	bool		works[BUSINESS_WEEK];	/* from Monday */
	int64_t		opens;			/* time of day */
	int64_t		closes;			/* after it */
	const		int64_t *holidays;	/* sorted, none twice, on working weekdays */
	int			n_holidays;
} BusinessHours;

extern int64_t business_day_of(int64_t local);
extern bool business_is_weekday(const BusinessHours *hours, int64_t day);
extern int64_t business_weekdays(const BusinessHours *hours, int64_t from, int64_t until);
extern double business_time(const BusinessHours *hours, int64_t started, int64_t ended);

#endif							/* ABM_KPI_MATH_BUSINESS_H */
