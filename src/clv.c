/*-------------------------------------------------------------------------
 *
 * clv.c
 *	  Customer lifetime value in closed form.
 *
 * Money is numeric, and so is the arithmetic: a rate of 0.9 means nine tenths
 * and not the float8 next to it.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "utils/builtins.h"

#include "args.h"
#include "exact.h"

static double
arg_growth(double growth)
{
	if (!(growth >= -1.0 && growth <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("growth_rate %s is out of range, it must be from -1 to 1",
						arg_float8_text(growth)),
				 fabs(growth) > 1.0 && fabs(growth) <= 100.0
				 ? errhint("Write 8 %% as 0.08.") : 0));
	return growth;
}

static double
arg_amount_of(double value, const char *name)
{
	if (!(value >= 0.0) || isinf(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s %s is out of range, it must be a finite number from 0 on",
						name, arg_float8_text(value))));
	return value;
}

/*
 * clv(margin, retention_rate, discount_rate, growth_rate, first_payment_now):
 * Gupta & Lehmann's m r / (1 + d - r (1 + g)); with first_payment_now the sum
 * that starts with a certain payment today, m (1 + d) / (1 + d - r (1 + g)).
 * NULL where it has no limit, that is where r (1 + g) >= 1 + d.
 */
PG_FUNCTION_INFO_V1(clv_contractual);
Datum
clv_contractual(PG_FUNCTION_ARGS)
{
	Datum		margin = arg_money(PG_GETARG_DATUM(0), "margin");
	Datum		retention = exact(arg_fraction(PG_GETARG_FLOAT8(1), "retention_rate"));
	Datum		discount = exact(arg_fraction(PG_GETARG_FLOAT8(2), "discount_rate"));
	Datum		growth = exact(arg_growth(PG_GETARG_FLOAT8(3)));
	bool		first_payment_now = PG_GETARG_BOOL(4);
	Datum		one = exact(1.0);
	Datum		discounted = exact_add(one, discount);
	Datum		gap = exact_subtract(discounted, exact_multiply(retention, exact_add(one, growth)));

	if (!exact_is_positive(gap))
		PG_RETURN_NULL();
	return exact_divide(exact_multiply(margin, first_payment_now ? discounted : retention), gap);
}

/*
 * clv_simple(average_value, purchases_per_period, lifespan_periods,
 * gross_margin): their product
 */
PG_FUNCTION_INFO_V1(clv_simple);
Datum
clv_simple(PG_FUNCTION_ARGS)
{
	Datum		value = arg_money(PG_GETARG_DATUM(0), "average_value");
	Datum		purchases = exact(arg_amount_of(PG_GETARG_FLOAT8(1), "purchases_per_period"));
	Datum		lifespan = exact(arg_amount_of(PG_GETARG_FLOAT8(2), "lifespan_periods"));
	Datum		margin = exact(arg_fraction(PG_GETARG_FLOAT8(3), "gross_margin"));

	return exact_trim(exact_multiply(exact_multiply(value, purchases),
									 exact_multiply(lifespan, margin)));
}

/*
 * clv_churn(average_revenue, gross_margin, churn_rate): revenue per period
 * times margin, divided by churn; NULL where nobody churns
 */
PG_FUNCTION_INFO_V1(clv_churn);
Datum
clv_churn(PG_FUNCTION_ARGS)
{
	Datum		revenue = arg_money(PG_GETARG_DATUM(0), "average_revenue");
	Datum		margin = exact(arg_fraction(PG_GETARG_FLOAT8(1), "gross_margin"));
	double		churn = arg_fraction(PG_GETARG_FLOAT8(2), "churn_rate");

	if (churn == 0.0)
		PG_RETURN_NULL();
	return exact_divide(exact_multiply(revenue, margin), exact(churn));
}

/* customer_lifetime(churn_rate): 1 / churn periods; NULL where nobody churns */
PG_FUNCTION_INFO_V1(clv_customer_lifetime);
Datum
clv_customer_lifetime(PG_FUNCTION_ARGS)
{
	double		churn = arg_fraction(PG_GETARG_FLOAT8(0), "churn_rate");
	double		lifetime = 1.0 / churn;

	if (isinf(lifetime))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(lifetime);
}
