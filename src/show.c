/*-------------------------------------------------------------------------
 *
 * show.c
 *	  Figures as text, for a terminal and a mail.
 *
 * Block characters are U+2581..U+258F, three bytes in UTF8; other encodings
 * do not have all of them and get ASCII.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "args.h"

#define MAX_WIDTH 200
#define EIGHTHS 8

/* Blocks of one to eight eighths: from the left, and from below. */
static const char *const left_blocks[EIGHTHS] = {
	"\xe2\x96\x8f", "\xe2\x96\x8e", "\xe2\x96\x8d", "\xe2\x96\x8c",
	"\xe2\x96\x8b", "\xe2\x96\x8a", "\xe2\x96\x89", "\xe2\x96\x88"
};
static const char *const lower_blocks[EIGHTHS] = {
	"\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83", "\xe2\x96\x84",
	"\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88"
};

static bool
has_blocks(void)
{
	return GetDatabaseEncoding() == PG_UTF8;
}

static double
bar_max_arg(double max)
{
	if (!(max > 0.0) || isinf(max))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("max %s is out of range, it must be positive and finite",
						arg_float8_text(max))));
	return max;
}

static int
bar_width_arg(int width)
{
	if (width < 1 || width > MAX_WIDTH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("width %d is out of range, it must be from 1 to %d", width, MAX_WIDTH)));
	return width;
}

/* kpi_bar(value, max, width): a bar of width characters for max */
PG_FUNCTION_INFO_V1(show_bar);
Datum
show_bar(PG_FUNCTION_ARGS)
{
	double		value = arg_finite(PG_GETARG_FLOAT8(0), "value");
	double		max = bar_max_arg(PG_GETARG_FLOAT8(1));
	int			width = bar_width_arg(PG_GETARG_INT32(2));
	double		full = Min(Max(value, 0.0), max) / max;
	StringInfoData buf;

	initStringInfo(&buf);
	if (has_blocks())
	{
		int			eighths = (int) floor(full * (width * EIGHTHS) + 0.5);

		for (; eighths >= EIGHTHS; eighths -= EIGHTHS)
			appendStringInfoString(&buf, left_blocks[EIGHTHS - 1]);
		if (eighths > 0)
			appendStringInfoString(&buf, left_blocks[eighths - 1]);
	}
	else
		appendStringInfo(&buf, "%.*s", (int) floor(full * width + 0.5),
						 "##################################################"
						 "##################################################"
						 "##################################################"
						 "##################################################");
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/* Eight levels of equal height from low to high, 0 to 7. */
static int
spark_level(double value, double low, double high)
{
	double		range = high - low;
	double		above = value - low;

	if (range == 0.0)
		return 3;
	if (isinf(range))
	{
		/* Halves of such values are exact, and their difference is finite. */
		range = high / 2 - low / 2;
		above = value / 2 - low / 2;
	}
	return Min((int) (above / range * EIGHTHS), EIGHTHS - 1);
}

/* kpi_spark(values): one character per value */
PG_FUNCTION_INFO_V1(show_spark);
Datum
show_spark(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	ArrayIterator elements;
	Datum		element;
	bool		is_null;
	double		low = INFINITY;
	double		high = -INFINITY;
	StringInfoData buf;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("values must be a one-dimensional array")));

	elements = array_create_iterator(array, 0, NULL);
	while (array_iterate(elements, &element, &is_null))
	{
		CHECK_FOR_INTERRUPTS();
		if (!is_null)
		{
			double		value = arg_finite(DatumGetFloat8(element), "each of values");

			low = Min(low, value);
			high = Max(high, value);
		}
	}
	array_free_iterator(elements);

	initStringInfo(&buf);
	elements = array_create_iterator(array, 0, NULL);
	while (array_iterate(elements, &element, &is_null))
	{
		int			level;

		CHECK_FOR_INTERRUPTS();
		level = is_null ? -1 : spark_level(DatumGetFloat8(element), low, high);
		if (is_null)
			appendStringInfoChar(&buf, ' ');
		else if (has_blocks())
			appendStringInfoString(&buf, lower_blocks[level]);
		else
			appendStringInfoChar(&buf, '1' + level);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}
