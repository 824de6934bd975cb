-- growth_periods: a period up to a day, and as many days of an earlier one.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set datestyle = 'ISO';
select plan(21);

-- By walking from day to day in python3 datetime
create temp table period_case as
select as_of::date, grain, compared_with, fiscal_month, pair::period_pair
from (values
	('2024-02-28', 'week', 'year_ago', 12, '(2024-02-26,2024-02-29,2023-02-27,2023-03-02,3,f)'),
	('2024-02-28', 'week', 'previous_period', 2, '(2024-02-26,2024-02-29,2024-02-19,2024-02-22,3,f)'),
	('2024-02-28', 'month', 'year_ago', 2, '(2024-02-01,2024-02-29,2023-02-01,2023-03-01,28,f)'),
	('2024-02-28', 'month', 'previous_period', 2, '(2024-02-01,2024-02-29,2024-01-01,2024-01-29,28,f)'),
	('2024-02-28', 'quarter', 'year_ago', 4, '(2024-01-01,2024-02-29,2023-01-01,2023-03-01,59,f)'),
	('2024-02-28', 'quarter', 'previous_period', 1, '(2024-01-01,2024-02-29,2023-10-01,2023-11-29,59,f)'),
	('2024-02-28', 'year', 'year_ago', 1, '(2024-01-01,2024-02-29,2023-01-01,2023-03-01,59,f)'),
	('2024-02-28', 'year', 'previous_period', 4, '(2023-04-01,2024-02-29,2022-04-01,2023-03-01,334,f)'),
	('2024-02-29', 'week', 'year_ago', 7, '(2024-02-26,2024-03-01,2023-02-27,2023-03-03,4,f)'),
	('2024-02-29', 'week', 'previous_period', 7, '(2024-02-26,2024-03-01,2024-02-19,2024-02-23,4,f)'),
	('2024-02-29', 'month', 'year_ago', 1, '(2024-02-01,2024-03-01,2023-02-01,2023-03-01,29,t)'),
	('2024-02-29', 'month', 'previous_period', 2, '(2024-02-01,2024-03-01,2024-01-01,2024-02-01,29,t)'),
	('2024-02-29', 'quarter', 'year_ago', 1, '(2024-01-01,2024-03-01,2023-01-01,2023-03-02,60,f)'),
	('2024-02-29', 'quarter', 'previous_period', 1, '(2024-01-01,2024-03-01,2023-10-01,2023-11-30,60,f)'),
	('2024-02-29', 'year', 'year_ago', 12, '(2023-12-01,2024-03-01,2022-12-01,2023-03-02,91,f)'),
	('2024-02-29', 'year', 'previous_period', 7, '(2023-07-01,2024-03-01,2022-07-01,2023-03-02,244,f)'),
	('2024-03-01', 'week', 'year_ago', 12, '(2024-02-26,2024-03-02,2023-02-27,2023-03-04,5,f)'),
	('2024-03-01', 'week', 'previous_period', 12, '(2024-02-26,2024-03-02,2024-02-19,2024-02-24,5,f)'),
	('2024-03-01', 'month', 'year_ago', 4, '(2024-03-01,2024-03-02,2023-03-01,2023-03-02,1,f)'),
	('2024-03-01', 'month', 'previous_period', 1, '(2024-03-01,2024-03-02,2024-02-01,2024-02-02,1,f)'),
	('2024-03-01', 'quarter', 'year_ago', 4, '(2024-01-01,2024-03-02,2023-01-01,2023-03-03,61,f)'),
	('2024-03-01', 'quarter', 'previous_period', 1, '(2024-01-01,2024-03-02,2023-10-01,2023-12-01,61,f)'),
	('2024-03-01', 'year', 'year_ago', 2, '(2024-02-01,2024-03-02,2023-02-01,2023-03-03,30,f)'),
	('2024-03-01', 'year', 'previous_period', 1, '(2024-01-01,2024-03-02,2023-01-01,2023-03-03,61,f)'),
	('2023-02-28', 'week', 'year_ago', 1, '(2023-02-27,2023-03-01,2022-02-28,2022-03-02,2,f)'),
	('2023-02-28', 'week', 'previous_period', 12, '(2023-02-27,2023-03-01,2023-02-20,2023-02-22,2,f)'),
	('2023-02-28', 'month', 'year_ago', 4, '(2023-02-01,2023-03-01,2022-02-01,2022-03-01,28,t)'),
	('2023-02-28', 'month', 'previous_period', 2, '(2023-02-01,2023-03-01,2023-01-01,2023-02-01,28,t)'),
	('2023-02-28', 'quarter', 'year_ago', 4, '(2023-01-01,2023-03-01,2022-01-01,2022-03-01,59,f)'),
	('2023-02-28', 'quarter', 'previous_period', 4, '(2023-01-01,2023-03-01,2022-10-01,2022-11-29,59,f)'),
	('2023-02-28', 'year', 'year_ago', 12, '(2022-12-01,2023-03-01,2021-12-01,2022-03-01,90,f)'),
	('2023-02-28', 'year', 'previous_period', 2, '(2023-02-01,2023-03-01,2022-02-01,2022-03-01,28,f)'),
	('2025-02-28', 'week', 'year_ago', 2, '(2025-02-24,2025-03-01,2024-02-26,2024-03-02,5,f)'),
	('2025-02-28', 'week', 'previous_period', 1, '(2025-02-24,2025-03-01,2025-02-17,2025-02-22,5,f)'),
	('2025-02-28', 'month', 'year_ago', 1, '(2025-02-01,2025-03-01,2024-02-01,2024-03-01,28,t)'),
	('2025-02-28', 'month', 'previous_period', 12, '(2025-02-01,2025-03-01,2025-01-01,2025-02-01,28,t)'),
	('2025-02-28', 'quarter', 'year_ago', 4, '(2025-01-01,2025-03-01,2024-01-01,2024-02-29,59,f)'),
	('2025-02-28', 'quarter', 'previous_period', 1, '(2025-01-01,2025-03-01,2024-10-01,2024-11-29,59,f)'),
	('2025-02-28', 'year', 'year_ago', 1, '(2025-01-01,2025-03-01,2024-01-01,2024-02-29,59,f)'),
	('2025-02-28', 'year', 'previous_period', 1, '(2025-01-01,2025-03-01,2024-01-01,2024-02-29,59,f)'),
	('2025-03-01', 'week', 'year_ago', 2, '(2025-02-24,2025-03-02,2024-02-26,2024-03-03,6,f)'),
	('2025-03-01', 'week', 'previous_period', 1, '(2025-02-24,2025-03-02,2025-02-17,2025-02-23,6,f)'),
	('2025-03-01', 'month', 'year_ago', 1, '(2025-03-01,2025-03-02,2024-03-01,2024-03-02,1,f)'),
	('2025-03-01', 'month', 'previous_period', 2, '(2025-03-01,2025-03-02,2025-02-01,2025-02-02,1,f)'),
	('2025-03-01', 'quarter', 'year_ago', 4, '(2025-01-01,2025-03-02,2024-01-01,2024-03-01,60,f)'),
	('2025-03-01', 'quarter', 'previous_period', 2, '(2025-02-01,2025-03-02,2024-11-01,2024-11-30,29,f)'),
	('2025-03-01', 'year', 'year_ago', 4, '(2024-04-01,2025-03-02,2023-04-01,2024-03-01,335,f)'),
	('2025-03-01', 'year', 'previous_period', 2, '(2025-02-01,2025-03-02,2024-02-01,2024-03-01,29,f)'),
	('2024-12-31', 'week', 'year_ago', 4, '(2024-12-30,2025-01-01,2024-01-01,2024-01-03,2,f)'),
	('2024-12-31', 'week', 'previous_period', 1, '(2024-12-30,2025-01-01,2024-12-23,2024-12-25,2,f)'),
	('2024-12-31', 'month', 'year_ago', 1, '(2024-12-01,2025-01-01,2023-12-01,2024-01-01,31,t)'),
	('2024-12-31', 'month', 'previous_period', 12, '(2024-12-01,2025-01-01,2024-11-01,2024-12-01,31,t)'),
	('2024-12-31', 'quarter', 'year_ago', 7, '(2024-10-01,2025-01-01,2023-10-01,2024-01-01,92,t)'),
	('2024-12-31', 'quarter', 'previous_period', 4, '(2024-10-01,2025-01-01,2024-07-01,2024-10-01,92,t)'),
	('2024-12-31', 'year', 'year_ago', 4, '(2024-04-01,2025-01-01,2023-04-01,2024-01-01,275,f)'),
	('2024-12-31', 'year', 'previous_period', 1, '(2024-01-01,2025-01-01,2023-01-01,2024-01-01,366,t)'),
	('2025-12-31', 'week', 'year_ago', 1, '(2025-12-29,2026-01-01,2024-12-30,2025-01-02,3,f)'),
	('2025-12-31', 'week', 'previous_period', 2, '(2025-12-29,2026-01-01,2025-12-22,2025-12-25,3,f)'),
	('2025-12-31', 'month', 'year_ago', 12, '(2025-12-01,2026-01-01,2024-12-01,2025-01-01,31,t)'),
	('2025-12-31', 'month', 'previous_period', 2, '(2025-12-01,2026-01-01,2025-11-01,2025-12-01,31,t)'),
	('2025-12-31', 'quarter', 'year_ago', 12, '(2025-12-01,2026-01-01,2024-12-01,2025-01-01,31,f)'),
	('2025-12-31', 'quarter', 'previous_period', 1, '(2025-10-01,2026-01-01,2025-07-01,2025-10-01,92,t)'),
	('2025-12-31', 'year', 'year_ago', 4, '(2025-04-01,2026-01-01,2024-04-01,2025-01-01,275,f)'),
	('2025-12-31', 'year', 'previous_period', 1, '(2025-01-01,2026-01-01,2024-01-01,2025-01-01,365,t)'),
	('2026-03-31', 'week', 'year_ago', 7, '(2026-03-30,2026-04-01,2025-03-31,2025-04-02,2,f)'),
	('2026-03-31', 'week', 'previous_period', 1, '(2026-03-30,2026-04-01,2026-03-23,2026-03-25,2,f)'),
	('2026-03-31', 'month', 'year_ago', 1, '(2026-03-01,2026-04-01,2025-03-01,2025-04-01,31,t)'),
	('2026-03-31', 'month', 'previous_period', 12, '(2026-03-01,2026-04-01,2026-02-01,2026-03-01,31,t)'),
	('2026-03-31', 'quarter', 'year_ago', 1, '(2026-01-01,2026-04-01,2025-01-01,2025-04-01,90,t)'),
	('2026-03-31', 'quarter', 'previous_period', 1, '(2026-01-01,2026-04-01,2025-10-01,2026-01-01,90,t)'),
	('2026-03-31', 'year', 'year_ago', 12, '(2025-12-01,2026-04-01,2024-12-01,2025-04-01,121,f)'),
	('2026-03-31', 'year', 'previous_period', 4, '(2025-04-01,2026-04-01,2024-04-01,2025-04-01,365,t)'),
	('2026-03-30', 'week', 'year_ago', 7, '(2026-03-30,2026-03-31,2025-03-31,2025-04-01,1,f)'),
	('2026-03-30', 'week', 'previous_period', 2, '(2026-03-30,2026-03-31,2026-03-23,2026-03-24,1,f)'),
	('2026-03-30', 'month', 'year_ago', 12, '(2026-03-01,2026-03-31,2025-03-01,2025-03-31,30,f)'),
	('2026-03-30', 'month', 'previous_period', 2, '(2026-03-01,2026-03-31,2026-02-01,2026-03-01,30,f)'),
	('2026-03-30', 'quarter', 'year_ago', 2, '(2026-02-01,2026-03-31,2025-02-01,2025-03-31,58,f)'),
	('2026-03-30', 'quarter', 'previous_period', 4, '(2026-01-01,2026-03-31,2025-10-01,2025-12-29,89,f)'),
	('2026-03-30', 'year', 'year_ago', 1, '(2026-01-01,2026-03-31,2025-01-01,2025-03-31,89,f)'),
	('2026-03-30', 'year', 'previous_period', 4, '(2025-04-01,2026-03-31,2024-04-01,2025-03-31,364,f)'),
	('2026-01-01', 'week', 'year_ago', 1, '(2025-12-29,2026-01-02,2024-12-30,2025-01-03,4,f)'),
	('2026-01-01', 'week', 'previous_period', 7, '(2025-12-29,2026-01-02,2025-12-22,2025-12-26,4,f)'),
	('2026-01-01', 'month', 'year_ago', 2, '(2026-01-01,2026-01-02,2025-01-01,2025-01-02,1,f)'),
	('2026-01-01', 'month', 'previous_period', 1, '(2026-01-01,2026-01-02,2025-12-01,2025-12-02,1,f)'),
	('2026-01-01', 'quarter', 'year_ago', 1, '(2026-01-01,2026-01-02,2025-01-01,2025-01-02,1,f)'),
	('2026-01-01', 'quarter', 'previous_period', 7, '(2026-01-01,2026-01-02,2025-10-01,2025-10-02,1,f)'),
	('2026-01-01', 'year', 'year_ago', 4, '(2025-04-01,2026-01-02,2024-04-01,2025-01-02,276,f)'),
	('2026-01-01', 'year', 'previous_period', 12, '(2025-12-01,2026-01-02,2024-12-01,2025-01-02,32,f)'),
	('2000-02-29', 'week', 'year_ago', 1, '(2000-02-28,2000-03-01,1999-03-01,1999-03-03,2,f)'),
	('2000-02-29', 'week', 'previous_period', 1, '(2000-02-28,2000-03-01,2000-02-21,2000-02-23,2,f)'),
	('2000-02-29', 'month', 'year_ago', 7, '(2000-02-01,2000-03-01,1999-02-01,1999-03-01,29,t)'),
	('2000-02-29', 'month', 'previous_period', 12, '(2000-02-01,2000-03-01,2000-01-01,2000-02-01,29,t)'),
	('2000-02-29', 'quarter', 'year_ago', 4, '(2000-01-01,2000-03-01,1999-01-01,1999-03-02,60,f)'),
	('2000-02-29', 'quarter', 'previous_period', 12, '(1999-12-01,2000-03-01,1999-09-01,1999-12-01,91,t)'),
	('2000-02-29', 'year', 'year_ago', 7, '(1999-07-01,2000-03-01,1998-07-01,1999-03-02,244,f)'),
	('2000-02-29', 'year', 'previous_period', 7, '(1999-07-01,2000-03-01,1998-07-01,1999-03-02,244,f)'),
	('1999-12-31', 'week', 'year_ago', 1, '(1999-12-27,2000-01-01,1998-12-28,1999-01-02,5,f)'),
	('1999-12-31', 'week', 'previous_period', 4, '(1999-12-27,2000-01-01,1999-12-20,1999-12-25,5,f)'),
	('1999-12-31', 'month', 'year_ago', 2, '(1999-12-01,2000-01-01,1998-12-01,1999-01-01,31,t)'),
	('1999-12-31', 'month', 'previous_period', 4, '(1999-12-01,2000-01-01,1999-11-01,1999-12-01,31,t)'),
	('1999-12-31', 'quarter', 'year_ago', 1, '(1999-10-01,2000-01-01,1998-10-01,1999-01-01,92,t)'),
	('1999-12-31', 'quarter', 'previous_period', 2, '(1999-11-01,2000-01-01,1999-08-01,1999-10-01,61,f)'),
	('1999-12-31', 'year', 'year_ago', 2, '(1999-02-01,2000-01-01,1998-02-01,1999-01-01,334,f)'),
	('1999-12-31', 'year', 'previous_period', 4, '(1999-04-01,2000-01-01,1998-04-01,1999-01-01,275,f)'),
	('2000-01-01', 'week', 'year_ago', 2, '(1999-12-27,2000-01-02,1998-12-28,1999-01-03,6,f)'),
	('2000-01-01', 'week', 'previous_period', 4, '(1999-12-27,2000-01-02,1999-12-20,1999-12-26,6,f)'),
	('2000-01-01', 'month', 'year_ago', 12, '(2000-01-01,2000-01-02,1999-01-01,1999-01-02,1,f)'),
	('2000-01-01', 'month', 'previous_period', 2, '(2000-01-01,2000-01-02,1999-12-01,1999-12-02,1,f)'),
	('2000-01-01', 'quarter', 'year_ago', 12, '(1999-12-01,2000-01-02,1998-12-01,1999-01-02,32,f)'),
	('2000-01-01', 'quarter', 'previous_period', 2, '(1999-11-01,2000-01-02,1999-08-01,1999-10-02,62,f)'),
	('2000-01-01', 'year', 'year_ago', 1, '(2000-01-01,2000-01-02,1999-01-01,1999-01-02,1,f)'),
	('2000-01-01', 'year', 'previous_period', 2, '(1999-02-01,2000-01-02,1998-02-01,1999-01-02,335,f)'),
	('1993-05-29', 'month', 'previous_period', 11, '(1993-05-01,1993-05-30,1993-04-01,1993-04-30,29,f)'),
	('2036-06-10', 'month', 'previous_period', 11, '(2036-06-01,2036-06-11,2036-05-01,2036-05-11,10,f)'),
	('2033-08-14', 'month', 'previous_period', 11, '(2033-08-01,2033-08-15,2033-07-01,2033-07-15,14,f)'),
	('2012-07-23', 'year', 'previous_period', 3, '(2012-03-01,2012-07-24,2011-03-01,2011-07-24,145,f)'),
	('2031-02-14', 'month', 'year_ago', 9, '(2031-02-01,2031-02-15,2030-02-01,2030-02-15,14,f)'),
	('2016-08-26', 'quarter', 'previous_period', 11, '(2016-08-01,2016-08-27,2016-05-01,2016-05-27,26,f)'),
	('2032-01-15', 'quarter', 'previous_period', 10, '(2032-01-01,2032-01-16,2031-10-01,2031-10-16,15,f)'),
	('2017-03-22', 'year', 'year_ago', 5, '(2016-05-01,2017-03-23,2015-05-01,2016-03-22,326,f)'),
	('2015-05-11', 'month', 'year_ago', 7, '(2015-05-01,2015-05-12,2014-05-01,2014-05-12,11,f)'),
	('2016-04-06', 'quarter', 'previous_period', 5, '(2016-02-01,2016-04-07,2015-11-01,2016-01-06,66,f)'),
	('2018-04-26', 'month', 'year_ago', 4, '(2018-04-01,2018-04-27,2017-04-01,2017-04-27,26,f)'),
	('2034-09-01', 'year', 'previous_period', 9, '(2034-09-01,2034-09-02,2033-09-01,2033-09-02,1,f)'),
	('2033-10-03', 'year', 'previous_period', 6, '(2033-06-01,2033-10-04,2032-06-01,2032-10-04,125,f)'),
	('1995-02-06', 'month', 'year_ago', 5, '(1995-02-01,1995-02-07,1994-02-01,1994-02-07,6,f)'),
	('2017-01-20', 'year', 'previous_period', 3, '(2016-03-01,2017-01-21,2015-03-01,2016-01-21,326,f)'),
	('2020-08-29', 'month', 'previous_period', 3, '(2020-08-01,2020-08-30,2020-07-01,2020-07-30,29,f)'),
	('2015-04-24', 'year', 'previous_period', 12, '(2014-12-01,2015-04-25,2013-12-01,2014-04-25,145,f)'),
	('2034-01-26', 'quarter', 'previous_period', 2, '(2033-11-01,2034-01-27,2033-08-01,2033-10-27,87,f)'),
	('2008-10-31', 'year', 'previous_period', 9, '(2008-09-01,2008-11-01,2007-09-01,2007-11-01,61,f)'),
	('1999-04-13', 'year', 'previous_period', 2, '(1999-02-01,1999-04-14,1998-02-01,1998-04-14,72,f)'),
	('2006-07-28', 'year', 'year_ago', 3, '(2006-03-01,2006-07-29,2005-03-01,2005-07-29,150,f)'),
	('2018-08-12', 'quarter', 'previous_period', 3, '(2018-06-01,2018-08-13,2018-03-01,2018-05-13,73,f)'),
	('2022-01-11', 'month', 'year_ago', 7, '(2022-01-01,2022-01-12,2021-01-01,2021-01-12,11,f)'),
	('2006-01-18', 'month', 'year_ago', 8, '(2006-01-01,2006-01-19,2005-01-01,2005-01-19,18,f)'),
	('2006-04-24', 'quarter', 'previous_period', 4, '(2006-04-01,2006-04-25,2006-01-01,2006-01-25,24,f)'),
	('2014-09-23', 'month', 'year_ago', 7, '(2014-09-01,2014-09-24,2013-09-01,2013-09-24,23,f)'),
	('2010-12-17', 'year', 'previous_period', 1, '(2010-01-01,2010-12-18,2009-01-01,2009-12-18,351,f)'),
	('1999-12-10', 'quarter', 'previous_period', 5, '(1999-11-01,1999-12-11,1999-08-01,1999-09-10,40,f)')) v (as_of, grain, compared_with, fiscal_month, pair);
select is(count(*)::int, 140, 'periods are compared') from period_case;
select is_empty('select *, growth_periods(as_of, grain, compared_with, fiscal_month) from period_case where growth_periods(as_of, grain, compared_with, fiscal_month) <> pair',
	'and are those of python3');
-- Every day of five years: what must hold of it whatever the day
select is_empty($$select d, g, c, p from (
		select d::date, g, c, growth_periods(d::date, g, c) as p
		from generate_series(timestamp '2023-01-01', '2027-12-31', '1 day') d, unnest('{week,month,quarter,year}'::text[]) g, unnest('{year_ago,previous_period}'::text[]) c) x
	where (p).period_start <> date_trunc(g, d) or (p).period_end <> d + 1 or (p).elapsed_days <> (p).period_end - (p).period_start
		or (p).before_start <> date_trunc(g, (p).before_start) or date_trunc(g, (p).before_end - 1) <> (p).before_start
		or (p).is_complete <> (date_trunc(g, d + 1) > date_trunc(g, d))
		or c = 'previous_period' and (p).before_start <> date_trunc(g, (p).period_start - 1)
		or g <> 'week' and c = 'year_ago' and (p).before_start <> (p).period_start - interval '1 year'
		or g = 'week' and c = 'year_ago' and (p).before_start <> (p).period_start - 364
		or not (p).is_complete and (p).before_end - (p).before_start > (p).elapsed_days
		or (p).before_end - (p).before_start <> (p).elapsed_days and date_trunc(g, (p).before_end) = (p).before_start$$,
	'both parts begin with their periods and are equally long, unless one is over');
select is(growth_periods(null, 'year')::text, null, 'NULL for NULL');

select throws_ok($$select growth_periods('2026-01-01', 'day')$$, '22023', 'grain "day" is unknown, it must be week, month, quarter or year', 'another grain is refused');
select throws_ok($$select growth_periods('2026-01-01', 'year', 'before')$$, '22023', null, 'and another word for the period to compare with');
select throws_ok($$select growth_periods('2026-01-01', 'year', 'year_ago', 13)$$, '22023', null, 'and a month that does not exist');
select throws_ok($$select growth_periods('infinity', 'year')$$, '22008', null, 'and infinity');
select throws_ok($$select growth_periods('4714-11-24 BC', 'week')$$, '22008', null, 'and a week before which there is no date');
select throws_ok($$select growth_periods('4713-06-01 BC', 'year')$$, '22008',
	'as_of 4713-06-01 BC is out of range, its period or the one to compare with begins before the first date, 4714-11-24 BC', 'or a year');
-- 4714-11-24 BC, the first date, lies within its month
select throws_ok($$select growth_periods('4714-12-15 BC', 'month', 'previous_period')$$, '22008', null, 'or a month that begins before it');
select throws_ok($$select growth_periods('4713-02-15 BC', 'quarter', 'previous_period', 2)$$, '22008', null, 'or a quarter');
select is(growth_periods('4713-01-15 BC', 'month', 'previous_period')::text, '("4713-01-01 BC","4713-01-16 BC","4714-12-01 BC","4714-12-16 BC",15,f)', 'the first month that is whole can be compared with');
select is(growth_periods('294276-12-31', 'year')::text, '(294276-01-01,294277-01-01,294275-01-01,294276-01-01,366,t)', 'and the last year is a period');
select throws_ok($$select growth_periods('294277-01-01', 'year')$$, '22008', null, 'the one after it is not');
-- A letter of two bytes across the 64th
select throws_ok($$select growth_periods('2026-01-01', 'a' || repeat(chr(252), 50))$$, '22023',
	'grain "a' || repeat(chr(252), 31) || '..." is unknown, it must be week, month, quarter or year', 'a long word is not cut within a letter');
select throws_ok($$select growth_periods('2026-01-01', 'year', 'a' || repeat(chr(252), 50))$$, '22023',
	'compared_with "a' || repeat(chr(252), 31) || '..." is unknown, it must be year_ago or previous_period', 'nor is the other');

-- The recipes of docs/period.md, over two deals of different size a day
create temp table deals as
select d::date as closed_on, n * case when d >= '2026-01-01' then 150 else 100 end::numeric as amount, true as is_won
from generate_series(timestamp '2024-01-01', '2026-05-20', '1 day') d, generate_series(1, 2) n;
\set recipe `sed -n '/^-- growth of the running quarter/,/;$/p' "$PG_ABS_SRCDIR/../docs/period.md" | tr -d ';'`
:recipe \gset
select is(row(:'value', :'value_before', :'growth_rate', :'elapsed_days')::text, '(22500,15000,0.5,50)', 'the running quarter');
\set recipe `sed -n '/^-- growth of every quarter/,/;$/p' "$PG_ABS_SRCDIR/../docs/period.md" | tr -d ';'`
create temp table quarters as
:recipe ;
select results_eq('select * from quarters',
	$$values (date '2025-10-01', true, 27600::numeric, 27600::numeric, 0::float8), ('2026-01-01', true, 40500, 27000, 0.5), ('2026-04-01', false, 22500, 15000, 0.5)$$,
	'every quarter, the running one over as many days');
-- Nothing was won since April, nor up to 2025
delete from deals where closed_on >= '2026-04-01' or closed_on < '2025-04-01';
\set recipe `sed -n '/^-- growth of the running quarter/,/;$/p' "$PG_ABS_SRCDIR/../docs/period.md" | tr -d ';'`
:recipe \gset
select is(row(:'value', :'value_before', :'growth_rate', :'elapsed_days')::text, '(0,15000,-1,50)', 'a quarter without deals has fallen to nothing');
\set recipe `sed -n '/^-- growth of every quarter/,/;$/p' "$PG_ABS_SRCDIR/../docs/period.md" | tr -d ';'`
drop table quarters;
create temp table quarters as
:recipe ;
select results_eq('select value, value_before, growth_rate from quarters',
	$$values (27600::numeric, 0::numeric, null::float8), (40500, 0, null), (0, 15000, -1)$$, 'and one without a base has no growth');
select * from finish();
