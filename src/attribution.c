/*-------------------------------------------------------------------------
 *
 * attribution.c
 *	  Attribution by rule: the value of a conversion divided among the touches
 *	  that led to it.
 *
 * A rule makes whole-number weights (math/weights), and the value is divided by
 * them so that the credits add up to it exactly (credit.c).
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "args.h"
#include "credit.h"
#include "math/weights.h"

#if WEIGHTS_MAX != PATH_MAX_TOUCHES
#error "the weights of a path are as many as its touches"
#endif

/* Arguments of attribution() */
enum
{
	ARG_PATH,
	ARG_MODEL,
	ARG_VALUE,
	ARG_AT,
	ARG_CONVERTED_AT,
	ARG_HALF_LIFE,
	ARG_LEAD_POSITION,
	ARG_OPPORTUNITY_POSITION,
	ARG_LOOKBACK
};

typedef enum Model
{
	MODEL_FIRST,
	MODEL_LAST,
	MODEL_LINEAR,
	MODEL_POSITION,
	MODEL_W_SHAPED,
	MODEL_TIME_DECAY
} Model;

static const char *const model_names[] = {
	"first", "last", "linear", "position", "w_shaped", "time_decay"
};

typedef struct Touch
{
	int			position;		/* in the path as it was given, from 1 */
	TimestampTz at;				/* 0 where there are no times */
} Touch;

typedef struct Path
{
	int			length;			/* as it was given */
	Datum	   *channels;		/* by position - 1 */
	int			n;				/* touches that count, in the order of time */
	Touch	   *touches;
} Path;

static Model
model_arg(FunctionCallInfo fcinfo)
{
	char	   *name;

	arg_not_null(fcinfo, ARG_MODEL, "model");
	name = text_to_cstring(PG_GETARG_TEXT_PP(ARG_MODEL));
	for (int i = 0; i < (int) lengthof(model_names); i++)
		if (strcmp(name, model_names[i]) == 0)
			return (Model) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("attribution model \"%s\" is not known, it must be first, last, linear, position, w_shaped or time_decay",
					arg_excerpt(name, 64))));
}

static void
read_channels(FunctionCallInfo fcinfo, Path *path)
{
	path->length = credit_path(PG_GETARG_DATUM(ARG_PATH), &path->channels);
	path->n = path->length;
	path->touches = palloc(Max(path->n, 1) * sizeof(Touch));
	for (int i = 0; i < path->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		path->touches[i].position = i + 1;
		path->touches[i].at = 0;
	}
}

static void
read_times(FunctionCallInfo fcinfo, Path *path)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(ARG_AT);
	int			length = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	TimestampTz *at = (TimestampTz *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("at must be a one-dimensional array")));
	if (length != path->length)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at has %d elements, it must have as many as path, which has %d",
						length, path->length)));
	if (array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("at must not contain nulls"),
				 errhint("Leave a touch without a time out of path and at.")));
	for (int i = 0; i < length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		path->touches[i].at = arg_timestamptz(at[i], "at");
	}
}

/* By time; at the same time in the order of the arguments. */
static int
compare_touches(const void *a, const void *b)
{
	const Touch *x = a;
	const Touch *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->position < y->position ? -1 : 1;
}

/* a - b, for a >= b; the distance of two timestamps may exceed an int64. */
static uint64
time_between(TimestampTz b, TimestampTz a)
{
	return (uint64) a - (uint64) b;
}

/* Keep the touches up to the conversion, and not longer ago than lookback. */
static void
drop_touches(FunctionCallInfo fcinfo, Path *path)
{
	bool		is_limited = !PG_ARGISNULL(ARG_LOOKBACK);
	uint64		lookback = 0;
	TimestampTz converted_at;
	int			n = 0;

	if (is_limited)
	{
		lookback = arg_fixed_length(PG_GETARG_INTERVAL_P(ARG_LOOKBACK), "lookback");
		arg_not_null(fcinfo, ARG_CONVERTED_AT, "converted_at with a lookback");
	}
	if (PG_ARGISNULL(ARG_CONVERTED_AT))
		return;
	converted_at = arg_timestamptz(PG_GETARG_TIMESTAMPTZ(ARG_CONVERTED_AT), "converted_at");
	arg_not_null(fcinfo, ARG_AT, "at with a converted_at");

	for (int i = 0; i < path->n; i++)
	{
		Touch		touch = path->touches[i];

		if (touch.at <= converted_at &&
			(!is_limited || time_between(touch.at, converted_at) <= lookback))
			path->touches[n++] = touch;
	}
	path->n = n;
}

static void
read_path(FunctionCallInfo fcinfo, Path *path)
{
	read_channels(fcinfo, path);
	if (!PG_ARGISNULL(ARG_AT))
	{
		read_times(fcinfo, path);
		qsort(path->touches, path->n, sizeof(Touch), compare_touches);
	}
	drop_touches(fcinfo, path);
}

/*
 * Where among the touches that count is the one that an argument names by its
 * position in the path as given?  -1 if it is not among them.
 */
static int
key_touch_arg(FunctionCallInfo fcinfo, int argno, const char *name, const Path *path)
{
	int			position;

	arg_not_null(fcinfo, argno, name);
	position = PG_GETARG_INT32(argno);
	if (position < 1 || position > path->length)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s %d is out of range, it must be from 1 to the length of path, %d",
						name, position, path->length)));
	for (int i = 0; i < path->n; i++)
		if (path->touches[i].position == position)
			return i;
	return -1;
}

static void
weigh_decay(FunctionCallInfo fcinfo, const Path *path, Share *shares)
{
	uint64	   *ages = palloc(Max(path->n, 1) * sizeof(uint64));
	int64		half_life;

	arg_not_null(fcinfo, ARG_HALF_LIFE, "half_life of model time_decay");
	half_life = arg_fixed_length(PG_GETARG_INTERVAL_P(ARG_HALF_LIFE), "half_life");
	arg_not_null(fcinfo, ARG_AT, "at of model time_decay");
	for (int i = 0; i < path->n; i++)
		ages[i] = time_between(path->touches[i].at, path->touches[path->n - 1].at);
	weights_decay(shares, path->n, ages, half_life);
}

/* The weights of a path, none of them negative and not all zero. */
static Share *
weigh(FunctionCallInfo fcinfo, Model model, const Path *path)
{
	Share	   *shares = palloc0(Max(path->n, 1) * sizeof(Share));
	int			lead;
	int			opportunity;

	switch (model)
	{
		case MODEL_FIRST:
			weights_only(shares, path->n, 0);
			break;
		case MODEL_LAST:
			weights_only(shares, path->n, path->n - 1);
			break;
		case MODEL_LINEAR:
			weights_linear(shares, path->n);
			break;
		case MODEL_POSITION:
			weights_position(shares, path->n);
			break;
		case MODEL_W_SHAPED:
			lead = key_touch_arg(fcinfo, ARG_LEAD_POSITION, "lead_position", path);
			opportunity = key_touch_arg(fcinfo, ARG_OPPORTUNITY_POSITION,
										"opportunity_position", path);
			weights_w_shaped(shares, path->n, lead, opportunity);
			break;
		case MODEL_TIME_DECAY:
			weigh_decay(fcinfo, path, shares);
			break;
	}
	return shares;
}

/*
 * One row per touch.  A credit is made anew where it differs from the one
 * before, in a memory context that holds only one at a time.
 */
static void
put_credits(ReturnSetInfo *rsinfo, const Path *path, const Share *shares,
			const Division *division)
{
	MemoryContext one_credit = AllocSetContextCreate(CurrentMemoryContext,
													 "attribution credit",
													 ALLOCSET_SMALL_SIZES);
	Datum		values[3];
	bool		nulls[3] = {false, false, division == NULL};

	values[2] = (Datum) 0;
	for (int i = 0; i < path->n; i++)
	{
		int			position = path->touches[i].position;

		CHECK_FOR_INTERRUPTS();
		if (division != NULL &&
			(i == 0 || shares[i].weight != shares[i - 1].weight ||
			 shares[i].part != shares[i - 1].part))
		{
			MemoryContext caller = MemoryContextSwitchTo(one_credit);

			MemoryContextReset(one_credit);
			values[2] = credit_of(division, &shares[i]);
			MemoryContextSwitchTo(caller);
		}
		values[0] = Int32GetDatum(position);
		values[1] = path->channels[position - 1];
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextDelete(one_credit);
}

/*
 * attribution(path, model, value, at, converted_at, half_life, lead_position,
 * opportunity_position, lookback): one row per touch that counts, in the order
 * of time; the credits sum to value.  No rows without touches, credits NULL
 * for a NULL value.
 */
PG_FUNCTION_INFO_V1(attribution);
Datum
attribution(PG_FUNCTION_ARGS)
{
	Model		model = model_arg(fcinfo);
	Path		path = {0};
	Share	   *shares;

	/*
	 * The caller's row type: to look up our own takes longer than a short
	 * path.
	 */
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	if (PG_ARGISNULL(ARG_PATH))
		return (Datum) 0;
	read_path(fcinfo, &path);
	if (path.length == 0)
		return (Datum) 0;
	if (!PG_ARGISNULL(ARG_VALUE))
		arg_money(PG_GETARG_DATUM(ARG_VALUE), "value");
	shares = weigh(fcinfo, model, &path);
	if (path.n > 0)
	{
		Division	division = {0};
		bool		has_value = !PG_ARGISNULL(ARG_VALUE);

		if (has_value)
			division = credit_divide(PG_GETARG_DATUM(ARG_VALUE), shares, path.n);
		put_credits((ReturnSetInfo *) fcinfo->resultinfo, &path, shares,
					has_value ? &division : NULL);
	}
	return (Datum) 0;
}
