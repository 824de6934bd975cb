/*-------------------------------------------------------------------------
 *
 * literal.h
 *	  Scanner for the text forms of states, and the messages of their doors.
 *
 * A text form is made of whole numbers, exact float8s and punctuation, with
 * no spaces, and depends on no setting.  The scanning functions return false
 * after reporting a soft error, so that a type's input function reads as a
 * chain of conditions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_LITERAL_H
#define ABM_KPI_LITERAL_H

#include "abm_kpi.h"

#include "lib/stringinfo.h"

typedef struct Literal
{
	const char *type;			/* name of the SQL type, for messages */
	const char *text;			/* the whole literal */
	const char *at;				/* what is left to read */
	Node	   *escontext;		/* where soft errors go, or NULL */
} Literal;

extern Literal literal_start(FunctionCallInfo fcinfo, const char *type);
extern bool literal_error(Literal *lit);
extern bool literal_peek(Literal *lit, char c);
extern bool literal_char(Literal *lit, char c);
extern bool literal_int64(Literal *lit, int64 *value);
extern bool literal_int128(Literal *lit, int128 *value);
extern bool literal_float8(Literal *lit, double *value);
extern bool literal_end(Literal *lit);

extern void append_int128(StringInfo buf, int128 value);
extern void append_float8(StringInfo buf, double value);

extern int128 pq_getmsgint128(StringInfo msg);
extern void pq_sendint128(StringInfo buf, int128 value);
extern void pq_getmsgversion(StringInfo msg, const char *type);

/* What a validator says of a state that its own functions cannot make. */
#define state_invalid(escontext, type, ...) \
	ereturn(escontext, false, \
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), \
			 errmsg("invalid %s", type), \
			 errdetail(__VA_ARGS__)))

#endif							/* ABM_KPI_LITERAL_H */
