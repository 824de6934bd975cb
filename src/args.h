/*-------------------------------------------------------------------------
 *
 * args.h
 *	  Checks of arguments, one message each, which names the argument, the
 *	  value and the allowed range.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_ARGS_H
#define ABM_KPI_ARGS_H

#include "abm_kpi.h"

#include "datatype/timestamp.h"

/* With 2^63 rows of at most so many points their sum stays a finite float8. */
#define ARG_MAX_POINTS 1e15

extern const char *arg_float8_text(double value);
extern const char *arg_numeric_text(Datum number);
extern const char *arg_excerpt(const char *string, int most);

extern double arg_level(double level);
extern double arg_fraction(double value, const char *name);
extern double arg_finite(double value, const char *name);
extern double arg_points(double points);
extern void arg_not_null(FunctionCallInfo fcinfo, int argno, const char *name);
extern int64 arg_fixed_length(const Interval *length, const char *name);
extern Timestamp arg_timestamp(Timestamp at, const char *name);
extern TimestampTz arg_timestamptz(TimestampTz at, const char *name);
extern int64 arg_date_micros(int32 date, const char *name);
extern int64 arg_numeric_count(Datum number, const char *name);
extern Datum arg_money(Datum amount, const char *name);
extern int	arg_numeric_array(Datum array, const char *name, Datum **elements);
extern int	arg_int4_array(Datum array, const char *name, Datum **elements);
extern int	arg_date_array(Datum array, const char *name, Datum **elements);
extern int	arg_float8_array(Datum array, const char *name, double **elements, bool **nulls);

#endif							/* ABM_KPI_ARGS_H */
