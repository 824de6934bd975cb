/*-------------------------------------------------------------------------
 *
 * literal.c
 *	  Scanner for the text forms of states, and the parts of their binary
 *	  forms that libpq's message functions lack.
 *
 *-------------------------------------------------------------------------
 */
#include "literal.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "common/shortest_dec.h"
#include "libpq/pqformat.h"

#include "args.h"
#include "state.h"

Literal
literal_start(FunctionCallInfo fcinfo, const char *type)
{
	Literal		lit;

	lit.type = type;
	lit.text = lit.at = PG_GETARG_CSTRING(0);
	lit.escontext = fcinfo->context;
	return lit;
}

/* The one syntax error of a literal, pointing at what could not be read. */
bool
literal_error(Literal *lit)
{
	ereturn(lit->escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", lit->type,
					arg_excerpt(lit->text, 64)),
			 *lit->at ? errdetail("The text from \"%s\" on cannot be read.", arg_excerpt(lit->at, 16))
			 : errdetail("The text ends too early.")));
}

/* Read c if it is next; otherwise leave it. */
bool
literal_peek(Literal *lit, char c)
{
	if (*lit->at != c)
		return false;
	lit->at++;
	return true;
}

bool
literal_char(Literal *lit, char c)
{
	return literal_peek(lit, c) || literal_error(lit);
}

bool
literal_int128(Literal *lit, int128 *value)
{
	bool		negative = *lit->at == '-';
	const char *p = lit->at + (negative ? 1 : 0);
	int128		result = 0;

	if (!isdigit((unsigned char) *p))
		return literal_error(lit);
	for (; isdigit((unsigned char) *p); p++)
	{
		/* 38 digits always fit, and 2^126 is the largest sum there is. */
		if (p - lit->at >= 38 + (negative ? 1 : 0))
			return literal_error(lit);
		result = result * 10 + (*p - '0');
	}
	lit->at = p;
	*value = negative ? -result : result;
	return true;
}

bool
literal_int64(Literal *lit, int64 *value)
{
	const char *start = lit->at;
	int128		wide;

	if (!literal_int128(lit, &wide))
		return false;
	if (wide < PG_INT64_MIN || wide > PG_INT64_MAX)
	{
		lit->at = start;
		return literal_error(lit);
	}
	*value = (int64) wide;
	return true;
}

/*
 * A finite float8.  strtod() alone would also read spaces, hexadecimal, "inf"
 * and "nan"; the backend's LC_NUMERIC is always C.
 */
bool
literal_float8(Literal *lit, double *value)
{
	size_t		length = strspn(lit->at, "+-.0123456789eE");
	char		buf[64];
	char	   *end;

	if (length == 0 || length >= sizeof(buf))
		return literal_error(lit);
	memcpy(buf, lit->at, length);
	buf[length] = '\0';
	*value = strtod(buf, &end);
	if (*end != '\0' || !isfinite(*value))
		return literal_error(lit);
	lit->at += length;
	return true;
}

bool
literal_end(Literal *lit)
{
	return *lit->at == '\0' || literal_error(lit);
}

void
append_int128(StringInfo buf, int128 value)
{
	char		digits[42];
	char	   *p = digits + sizeof(digits);
	uint128		left = value < 0 ? -(uint128) value : (uint128) value;

	*--p = '\0';
	do
		*--p = '0' + (int) (left % 10);
	while ((left /= 10) != 0);
	if (value < 0)
		*--p = '-';
	appendStringInfoString(buf, p);
}

/* The shortest decimal that reads back to the same float8, in any setting. */
void
append_float8(StringInfo buf, double value)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(value, digits);
	appendStringInfoString(buf, digits);
}

int128
pq_getmsgint128(StringInfo msg)
{
	int64		high = pq_getmsgint64(msg);
	uint64		low = (uint64) pq_getmsgint64(msg);

	return (int128) (((uint128) (uint64) high << 64) | low);
}

void
pq_sendint128(StringInfo buf, int128 value)
{
	pq_sendint64(buf, (uint64) ((uint128) value >> 64));
	pq_sendint64(buf, (uint64) value);
}

/* The first byte of every binary form. */
void
pq_getmsgversion(StringInfo msg, const char *type)
{
	int			version = pq_getmsgbyte(msg);

	if (version < 1 || version > KPI_STATE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version %d of %s", version, type),
				 errdetail("This abm_kpi reads versions 1 to %d.", KPI_STATE_VERSION),
				 version > KPI_STATE_VERSION
				 ? errhint("Install the release of abm_kpi that wrote it.") : 0));
}
