-- show: figures as text, for a terminal and a mail.

create function @extschema@.kpi_bar(value float8, max float8, width integer default 20) returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'show_bar';
comment on function @extschema@.kpi_bar(float8, float8, integer) is
'A horizontal bar that is width characters long at max, drawn in eighths of a character and rounded to the nearest; empty for a value of 0 or less, full from max on. In a database whose encoding is not UTF8 it is drawn in whole #. NULL for NULL. Errors: 22003 for a value that is NaN or infinite, 22023 unless max is positive and finite and width from 1 to 200.';

create function @extschema@.kpi_spark("values" float8[]) returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'show_spark';
comment on function @extschema@.kpi_spark(float8[]) is
'A line of one character per value: the range from the smallest to the largest in eight levels of equal height. The fourth level where all values are equal, a space for NULL, an empty text for no values. In a database whose encoding is not UTF8 the levels are the digits 1 to 8. Errors: 22003 for NaN and infinity, 2202E for an array of two dimensions.';

