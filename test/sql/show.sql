-- show: bars and sparklines, against strings drawn by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
-- Other encodings have no block characters.
select current_database() as regression \gset
create database abm_kpi_latin1 template template0 encoding 'LATIN1' locale_provider libc locale 'C';
\c abm_kpi_latin1
set client_min_messages = warning;
create extension abm_kpi;
select kpi_bar(0.5, 1, 5) || ' ' || kpi_bar(0.09, 1, 5) || '.' || kpi_bar(2, 1, 200) = '### .' || repeat('#', 200)
	and kpi_spark('{1,2,3,4,5,6,7,8,null,4}') = '12345678 4' as is_ascii \gset
\c :regression
set client_min_messages = warning;
drop database abm_kpi_latin1;
set client_encoding = 'UTF8';
select plan(45);

-- ---------------------------------------------------------------------------
-- kpi_bar: value / max of width characters, to the nearest eighth
-- ---------------------------------------------------------------------------

select results_eq($$select n, kpi_bar(n, 16, 2) from generate_series(0, 16) n$$,
	$$values (0, ''), (1, '▏'), (2, '▎'), (3, '▍'), (4, '▌'), (5, '▋'), (6, '▊'), (7, '▉'), (8, '█'),
		(9, '█▏'), (10, '█▎'), (11, '█▍'), (12, '█▌'), (13, '█▋'), (14, '█▊'), (15, '█▉'), (16, '██')$$,
	'sixteenths of two characters are eighths of one');
select is(kpi_bar(1, 1), repeat('█', 20), 'the default width is 20');
select is(kpi_bar(0.25, 1), '█████', 'a quarter of it');
select is(kpi_bar(1, 3, 10), '███▍', '26.67 eighths are 27');
select is(kpi_bar(2, 3, 10), '██████▋', '53.33 are 53');
select is(kpi_bar(0.0625, 1, 1), '▏', 'half an eighth is rounded up');
select is(kpi_bar(0.0624, 1, 1), '', 'less is nothing');
select is(kpi_bar(0.9375, 1, 1), '█', 'and 7.5 eighths are full');
select is(kpi_bar(0, 10), '', 'nothing for 0');
select is(kpi_bar('-0', 10), '', 'and -0');
select is(kpi_bar(-5, 10), '', 'and less');
select is(kpi_bar(11, 10, 3), '███', 'full beyond max');
select is(kpi_bar(1.7976931348623157e308, 1, 3), '███', 'far beyond');
select is(kpi_bar(1.7976931348623157e308, 1.7976931348623157e308, 3), '███', 'the largest numbers');
select is(kpi_bar(5e-324, 5e-324, 3), '███', 'and the smallest');
select is(kpi_bar(5e-324, 1.7976931348623157e308, 3), '', 'together');
select is(kpi_bar(1, 1, 200), repeat('█', 200), 'the largest width');
select is(kpi_bar(1, 2, width => 1), '▌', 'and the smallest');
select is(kpi_bar(null, 10), null, 'NULL for a NULL value');
select is(kpi_bar(1, null), null, 'or max');
select is(kpi_bar(1, 10, null), null, 'or width');
select throws_ok($$select kpi_bar('NaN', 1)$$, '22003', 'value must be a finite number, not NaN', 'no bar of NaN');
select throws_ok($$select kpi_bar('Infinity', 1)$$, '22003', 'value must be a finite number, not Infinity', 'or infinity');
select throws_ok($$select kpi_bar(1, 0)$$, '22023', 'max 0 is out of range, it must be positive and finite', 'max must be positive');
select throws_ok($$select kpi_bar(1, -1)$$, '22023', null, 'not negative');
select throws_ok($$select kpi_bar(1, 'NaN')$$, '22023', null, 'a number');
select throws_ok($$select kpi_bar(1, 'Infinity')$$, '22023', null, 'and finite');
select throws_ok($$select kpi_bar(1, 1, 0)$$, '22023', 'width 0 is out of range, it must be from 1 to 200', 'width must be positive');
select throws_ok($$select kpi_bar(1, 1, 201)$$, '22023', null, 'and not endless');

-- ---------------------------------------------------------------------------
-- kpi_spark: eight levels of equal height between the smallest and the largest
-- ---------------------------------------------------------------------------

select is(kpi_spark('{1,2,3,4,5,6,7,8}'), '▁▂▃▄▅▆▇█', 'one value in each level');
select is(kpi_spark('{0,0.99,1,1.99,2,3.99,4,7,7.99,8}'), '▁▁▂▂▃▄▅███', 'a level begins with its lower end');
select is(kpi_spark('{30,-10,10}'), '█▁▅', 'in the order given, negative ones too');
select is(kpi_spark('{5,null,9,null}'), '▁ █ ', 'a space for NULL');
select is(kpi_spark('{3,3,3}'), '▄▄▄', 'the fourth level where all are equal');
select is(kpi_spark('{3}'), '▄', 'or alone');
select is(kpi_spark('{null,null}'), '  ', 'only NULLs');
select is(kpi_spark('{}'), '', 'nothing for nothing');
select is(kpi_spark(null), null, 'NULL for NULL');
select is(kpi_spark('{1.7976931348623157e308,-1.7976931348623157e308,0}'), '█▁▅', 'a range beyond float8');
select is(kpi_spark('{5e-324,0,1e-323}'), '▅▁█', 'and the smallest');
select is(kpi_spark(array(select i % 2 from generate_series(1, 10000) i)::float8[]), repeat('█▁', 5000), 'many');
select throws_ok($$select kpi_spark('{1,NaN}')$$, '22003', 'each of values must be a finite number, not NaN', 'no line through NaN');
select throws_ok($$select kpi_spark('{-Infinity,1}')$$, '22003', null, 'or infinity');
select throws_ok($$select kpi_spark('{{1,2},{3,4}}')$$, '2202E', 'values must be a one-dimensional array', 'one dimension');

select ok(:'is_ascii', 'plain ASCII in a database of another encoding');
select * from finish();
