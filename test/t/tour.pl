#!/usr/bin/perl
# tour.pl - docs/tour.sql runs over the demo company as a user without rights of his own would run it: no error, an answer with rows to each of
# its twelve questions, no line too wide for a terminal, and none of its columns empty in all rows.
#
# Needs a server (PGHOST, PGPORT, PGUSER a superuser), psql in the PATH, and the extension installed. Prints TAP.

use strict;
use warnings;
use FindBin;
use Test::More;

my $root = "$FindBin::Bin/../..";
my $database = "abm_kpi_tour_$$";
my $reader = "abm_kpi_reader_$$";
my $superuser = $ENV{PGUSER} // 'postgres';

delete @ENV{qw(PGDATESTYLE PSQLRC PGOPTIONS)};
$ENV{PGTZ} = 'UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';

sub psql    # (status, output)
{
	my ($user, $dbname, @arguments) = @_;
	open(my $pipe, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', $user, '-d', $dbname, @arguments) or die $!;
	binmode($pipe, ':encoding(UTF-8)');
	my $output = do { local $/; <$pipe> };
	close $pipe;
	return ($? >> 8, $output // '');
}

END { local $?; psql($superuser, 'postgres', '-c', "drop database if exists $database", '-c', "drop role if exists $reader") if $database; }

psql($superuser, 'postgres', '-c', "create database $database template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'", '-c', "create role $reader login");
my ($status, $output) = psql($superuser, $database, '-c', 'create extension abm_kpi', '-c', 'set jit = off', '-A', '-t',
	'-c', q{select count(*) from abm_kpi_demo('halden', 'canonical', 1000)}, '-c', q{select count(*) from abm_kpi_create_views('halden')},
	'-c', q{select count(*) from abm_kpi_demo_settings('halden')}, '-c', "select count(*) from abm_kpi_grant('halden', '$reader')", '-c', "alter role $reader set jit = off");
is($status, 0, 'the demo company is there, with a reader') or diag($output);

($status, $output) = psql($reader, $database, '-v', 'kpi=halden', '-f', "$root/docs/tour.sql");
is($status, 0, 'the tour runs to its end');
unlike($output, qr/ERROR|WARNING/, 'without an error');
my @answers = split /^(?=\d+\. )/m, $output;
shift @answers;
is(scalar @answers, 12, 'it asks twelve questions');
for my $answer (@answers)
{
	my ($question) = $answer =~ /^(\d+\. [^.?!]*[.?!])/;
	my @lines = split /\n/, $answer;
	my ($rule) = grep { $lines[$_] =~ /^\x{2500}/ } 0 .. $#lines;
	my @rows = $rule ? grep { /\S/ } @lines[$rule + 1 .. $#lines] : ();
	cmp_ok(scalar @rows, '>=', $question =~ /^4/ ? 1 : 2, "$question has an answer");
	my @columns = $rule ? map { [] } split /\x{2502}/, $lines[$rule - 1], -1 : ();
	for my $row (@rows)
	{
		my @cells = split /\x{2502}/, $row, -1;
		push @{ $columns[$_] }, $cells[$_] // '' for 0 .. $#columns;
	}
	is_deeply([ grep { my $n = $_; !grep { /[^\s-]/ } @{ $columns[$n] } } 0 .. $#columns ], [], "$question has no empty column") or diag($answer);
	cmp_ok((sort { $b <=> $a } map { length } @lines[1 .. $#lines])[0], '<=', 200, "$question fits a wide terminal") or diag($answer);
}
done_testing();
