#!/usr/bin/perl
# dump.pl - a connected database survives pg_dump and restore, and needs no superuser: an ordinary role installs the
# extension, connects, dumps; the restored database has the same views, settings and figures, and can be reconnected.
#
# Needs a server (PGHOST, PGPORT, PGUSER a superuser), psql and pg_dump in the PATH, and the extension installed. Prints TAP.

use strict;
use warnings;
use File::Temp;
use FindBin;
use Test::More;

my $root = "$FindBin::Bin/../..";
my ($from, $to, $role) = map { "abm_kpi_${_}_$$" } qw(dumped restored owner);
my $work = File::Temp->newdir;

delete @ENV{qw(PGDATESTYLE PSQLRC PGOPTIONS)};
$ENV{PGTZ} = 'UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';

sub psql    # (status, output)
{
	my ($user, $dbname, $sql) = @_;
	open(my $out, '>', "$work/sql") or die $!;
	print $out $sql;
	close $out;
	my $output = `psql -X -q -A -t -v ON_ERROR_STOP=1 -v crm=crm -U $user -d $dbname -f $work/sql 2>&1`;
	return ($? >> 8, $output);
}

sub ok_psql
{
	my ($user, $dbname, $sql, $name) = @_;
	my ($status, $output) = psql($user, $dbname, $sql);
	ok($status == 0, $name) or diag($output);
	return $output;
}

# Every row of every view and settings table, and their columns with types and comments. (The text of a view that was
# restored may differ: it was parsed once more.)
sub contents
{
	my ($user, $dbname) = @_;
	my (undef, $relations) = psql($user, $dbname, <<'SQL');
select format('select %L, count(*), md5(coalesce(string_agg(r::text, E''\n'' order by r::text collate "C"), '''')) from kpi.%I r;', relname, relname)
from pg_class where relnamespace = 'kpi'::regnamespace and relkind in ('r', 'v') and relname <> 'abm_kpi_connection' order by relname collate "C";
select format('select %L, %L;', c.relname, string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), c.reloptions, col_description(c.oid, a.attnum)), ', ' order by a.attnum))
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relnamespace = 'kpi'::regnamespace and c.relkind in ('r', 'v') group by c.oid, c.relname order by c.relname collate "C";
SQL
	return psql($user, $dbname, $relations);
}

my $superuser = $ENV{PGUSER} // 'postgres';
END { local $?; psql($superuser, 'postgres', "drop database if exists $from;\ndrop database if exists $to;\ndrop role if exists $role;\n") if $role; }

open(my $in, '<', "$root/test/include/crm.sql") or die $!;
my $crm = do { local $/; <$in> };

ok_psql($superuser, 'postgres', "create role $role login;\ncreate database $from owner $role template template0;\ncreate database $to owner $role template template0;\n", 'a database for an ordinary role');
ok_psql($role, $from, "create extension abm_kpi;\n", 'it installs the extension');
ok_psql($role, $from, $crm . "select count(*) from abm_kpi_connect(null, 'crm', 'kpi', '{\"settings\": {\"as_of\": \"2024-04-30\", \"time_zone\": \"Europe/Berlin\"}}');\n", 'connects');
ok_psql($role, $from, <<'SQL', 'and sets');
insert into kpi.account_list values ('abm', 'a1', '1', '2024-01-01', null);
insert into kpi.stage_map values (null, 'Discovery', 'open');
update kpi.setting set value = '4' where name = 'fiscal_year_start';
insert into kpi.goal values ('won_value', 'quarter', '2024-04-01', 5000);
SQL
is(system("pg_dump -U $role -d $from -f $work/dump.sql"), 0, 'it dumps');
is(system("psql -X -q -v ON_ERROR_STOP=1 -U $role -d $to -f $work/dump.sql >$work/out 2>&1"), 0, 'and restores') or diag(`cat $work/out`);
my ($status, $before) = contents($role, $from);
ok($status == 0 && $before =~ /win_rate/, 'its views can be read');
is((contents($role, $to))[1], $before, 'views, settings and figures are the same');
ok_psql($role, $to, "select count(*) from abm_kpi_reconnect('kpi');\n", 'the restored one is renewed');
is((contents($role, $to))[1], $before, 'and is still the same');
ok_psql($role, $to, "select count(*) from abm_kpi_disconnect('kpi');\ndrop extension abm_kpi;\n", 'and removed');
done_testing();
