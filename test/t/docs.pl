#!/usr/bin/perl
# docs.pl - the examples in README.md and docs/*.md do what they say.
#
# Every ```sql block of a file is run, in order, by one psql in a fresh database, blocks in HTML comments too. A ```text
# block right after one is the output that it must print; a block whose output starts with ERROR must fail so.
# README's reference table must name each public function with its arguments and its result, and nothing else; a call in
# docs/kpis.md must exist, and a link lead to a file.
#
# Needs a server (PGHOST, PGPORT, PGUSER), psql in the PATH, and the extension installed. Prints TAP.

use strict;
use warnings;
use File::Temp;
use FindBin;
use Test::More;

my $root = "$FindBin::Bin/../..";
my @files = ('README.md', map { s{^\Q$root\E/}{}r } sort glob "$root/docs/*.md");
my $database = "abm_kpi_docs_$$";

# Output must depend on nothing but the files.
delete @ENV{qw(PGDATESTYLE PGGEQO PSQLRC PSQL_PAGER PAGER COLUMNS)};
$ENV{PGTZ} = 'UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGOPTIONS} = '-c lc_messages=C -c datestyle=ISO,MDY -c intervalstyle=postgres -c client_min_messages=warning';

sub psql    # the output of a script, errors among it
{
	my ($dbname, $script) = @_;
	my $file = File::Temp->new;
	binmode $file;
	print $file $script;
	close $file;
	return scalar `psql -X -q -d $dbname <$file 2>&1`;
}

sub query    # rows of columns
{
	my ($sql) = @_;
	return map { [ split /\t/, $_, -1 ] }
	  split /\n/, psql($database, "\\pset format unaligned\n\\pset fieldsep '\\t'\n\\pset tuples_only on\n$sql;\n");
}

sub recreate_database
{
	psql('postgres', "drop database if exists $database;\n");
	my $said = psql('postgres', "create database $database template template0;\n");
	BAIL_OUT("cannot create a database: $said") if $said ne '';
}

END { local $?; psql('postgres', "drop database if exists $database;\n") if $database; }

sub slurp
{
	my ($name) = @_;
	open(my $in, '<', "$root/$name") or die "$name: $!";
	local $/;
	return <$in>;
}

# The ```sql blocks of a file, each with its line number and, if a ```text block follows, the expected output.
sub blocks
{
	my ($text) = @_;
	my @blocks;
	while ($text =~ /^```sql\n(.*?)^```\n(?:\s*^```text\n(.*?)^```\n)?/gms)
	{
		push @blocks, { sql => $1, expected => $2, line => 1 + (substr($text, 0, $-[0]) =~ tr/\n//) };
	}
	return @blocks;
}

sub tidy
{
	my ($text) = @_;
	$text =~ s/[ \t]+$//gm;
	$text =~ s/\A\n+//;
	$text =~ s/\n+\z//;
	return $text;
}

sub check_file
{
	my ($name) = @_;
	my @blocks = blocks(slurp($name));
	return if !@blocks;

	recreate_database();
	psql($database, "create extension abm_kpi;\n")
	  if !grep { $_->{sql} =~ /^create extension abm_kpi/m } @blocks;

	my $script = "\\pset pager off\n";
	for my $i (0 .. $#blocks)
	{
		my $may_fail = ($blocks[$i]{expected} // '') =~ /^ERROR:/m ? 'off' : 'on';
		$script .= "\\set ON_ERROR_STOP $may_fail\n\\echo <<<block $i>>>\n$blocks[$i]{sql}\n\\echo <<<end $i>>>\n";
	}
	my $output = psql($database, $script);

	for my $i (0 .. $#blocks)
	{
		my $block = $blocks[$i];
		my $what = "$name line $block->{line}";
		if ($output !~ /^<<<block $i>>>\n(.*?)(?:^<<<end $i>>>\n|\z)/ms)
		{
			fail("$what: not run, because a block before it failed");
			next;
		}
		my $got = tidy($1);
		if ($output !~ /^<<<end $i>>>$/m) { fail("$what: runs"); diag($got); next }
		if (defined $block->{expected}) { is($got, tidy($block->{expected}), "$what: prints what is shown") }
		else                            { unlike($got, qr/^(?:ERROR|WARNING)/m, "$what: runs") }
	}
	return;
}

# Links to files of this tree, and to headings of the same file.
sub check_links
{
	my ($name) = @_;
	my $text = slurp($name);
	my ($directory) = $name =~ m{^(.*/)?};
	my %anchor = map { my $a = lc; $a =~ s/[^a-z0-9 _-]//g; $a =~ s/ /-/g; ($a => 1) } $text =~ /^#+ (.*)$/mg;
	my @broken;
	while ($text =~ /\]\(([^)\s]+)\)/g)
	{
		my ($file, $heading) = split /#/, $1, 2;
		next if $file =~ /^[a-z]+:/;
		push @broken, $1 if $file ne '' ? !-e "$root/" . ($directory // '') . $file : !$anchor{$heading};
	}
	is(join(' ', @broken), '', "$name: links lead somewhere");
	return;
}

# Every way to call the public functions: 'name(a, b) type', once for each number of arguments that defaults allow.
sub public_calls
{
	my @rows = query(<<'SQL');
select p.proname, p.pronargs - p.pronargdefaults, coalesce(array_to_string((p.proargnames)[1:p.pronargs], ','), ''),
       case when p.proretset then 'rows'
         else replace(replace(replace(format_type(p.prorettype, null), 'double precision', 'float8'),
           'timestamp with time zone', 'timestamptz'), 'timestamp without time zone', 'timestamp') end
from pg_proc p
join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
join pg_extension e on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and e.extname = 'abm_kpi'
where p.proname !~ '^_|_(in|out|recv|send|accum|discard|combine|uncombine|final)$'
SQL
	my %calls;
	for my $row (@rows)
	{
		my ($name, $least, $arguments, $type) = @$row;
		my @names = split /,/, $arguments;
		$calls{ "$name(" . join(', ', @names[ 0 .. $_ - 1 ]) . ") $type" } = 1 for $least .. @names;
	}
	return %calls;
}

# The same of a call as it is written: name(a type, b[, c[, d]]) or name(a, b = 1).
sub written_calls
{
	my ($written) = @_;
	my ($name, $arguments) = $written =~ /^(\w+)\((.*)\)$/ or return ($written);
	my (@names, $least);
	my $depth = 0;
	$arguments =~ s{\[\]}{}g;    # an array type
	for my $part (split /([\[,\]])/, $arguments)
	{
		$depth++ if $part eq '[';
		next if $part !~ /(\w+)/;
		$least //= @names if $depth || $part =~ /=/;
		push @names, $part =~ /(\w+)/;
	}
	$least //= @names;
	return map { "$name(" . join(', ', @names[ 0 .. $_ - 1 ]) . ')' } $least .. @names;
}

sub check_reference
{
	my %public = public_calls();
	my ($table) = slurp('README.md') =~ /^## Reference\n(.*?)^## /ms;
	my %written;
	while (($table // '') =~ /^\| (`.*?) \| `?(\w+(?:\[\])?)/mg)
	{
		my ($calls, $type) = ($1, $2);
		$written{"$_ $type"} = 1 for map { written_calls($_) } $calls =~ /`([^`]+)`/g;
	}
	cmp_ok(scalar(keys %public), '>', 0, 'the extension has public functions');
	is(join("\n", grep { !$written{$_} } sort keys %public), '', 'README: the reference table names every public function');
	is(join("\n", grep { !$public{$_} } sort keys %written), '', 'README: the reference table names nothing else');
	return;
}

# docs/kpis.md: a call that is there now must exist.
sub check_catalogue
{
	my %known = map { $_->[0] => 1 } query('select distinct proname from pg_proc');
	my @rows = grep { /^\| K\d+ / } split /\n/, slurp('docs/kpis.md');
	is(scalar(@rows), 55, 'docs/kpis.md: one row for each KPI');
	my @unknown;
	for my $row (@rows)
	{
		my (undef, $number, undef, $call) = map { s/^\s+|\s+$//gr } split /(?<!\\)\|/, $row;
		push @unknown, $number if $call !~ /`|planned/;
		push @unknown, map { "$number $_" } grep { !$known{$_} } map { /(\w+)\(/g } $call =~ /`([^`]+)`/g;
		push @unknown, map { "$number $_" } grep { !-e "$root/$_" } $row =~ m{`(test/[^`]+)`}g;
	}
	is(join("\n", @unknown), '', 'docs/kpis.md: every call exists or is planned, every test exists');
	return;
}

check_file($_) for @files;
check_links($_) for @files;
recreate_database();
psql($database, "create extension abm_kpi;\n");
check_reference();
check_catalogue();
done_testing();
