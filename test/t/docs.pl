#!/usr/bin/perl
# docs.pl - the examples in README.md and docs/*.md do what they say.
#
# Every ```sql block of a file is run, in order, by one psql in a fresh database, blocks in HTML comments too. A ```text
# block right after one is the output that it must print; a block whose output starts with ERROR must fail so.
# README's reference table must name each public function with its arguments and its result, and nothing else. docs/kpis.md
# must have a row for each KPI, with a call or recipe that exists and a test of it. A link must lead to a file.
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

# docs/relations.md: the canonical relations and settings as they are.
sub check_relations
{
	my $is = psql($database, "\\pset format unaligned\n\\pset tuples_only on\n" . <<'SQL');
select string_agg(format(E'%s### %s\n\n%s Key: %s.\n\n| column | type | what it holds |\n|---|---|---|\n%s', case when place = 1 then E'## Relations\n\n' when place = 1001 then E'## Settings\n\n' else '' end, m.entity, m.description, m.key,
	(select string_agg(format('| `%s` | %s | %s |', l.name, l.type, l.description), E'\n' order by l.place) from _line(m.columns) l)), E'\n\n' order by place)
from (select row_number() over () as place, * from _model() union all select 1000 + row_number() over (), * from _settings()) m;
SQL
	my ($written) = slurp('docs/relations.md') =~ /^(## Relations\n.*)\z/ms;
	is(tidy($written // ''), tidy($is), 'docs/relations.md: every relation and setting with its columns');
	return;
}

# docs/kpis.md: one row for each KPI of the catalogue, and all that a row must tell.
my @kpis = map { "K$_" } 1 .. 18, 20 .. 35, 40 .. 55, 60 .. 64;
my @columns = ('K', 'KPI', 'call', 'view.column', 'formula', 'unit', 'NULL when', 'source', 'test');

# What is not there yet, wholly or in part. A KPI that is planned as a whole has no call and no test.
my %planned = (K54 => 'in part');

# The section of a recipe: its SQL and what that prints, which check_file compares; '' if it has none.
sub recipe
{
	my ($file, $number) = @_;
	return '' if !-e "$root/docs/$file";
	my $text = slurp("docs/$file");
	if ($file =~ /^recipes-/)
	{
		($text) = $text =~ /^(### \Q$number\E .*?)(?=^##|\z)/ms or return '';
	}
	return join "\n", map { $_->{sql} } grep { defined $_->{expected} } blocks($text);
}

# What a row lacks. Public functions are told by name, with the numbers of arguments that each may have.
sub lacks
{
	my ($arities, $known, $number, @cells) = @_;
	my %cell;
	@cell{ @columns[ 1 .. $#columns ] } = @cells;
	my $is_planned = $planned{$number} // '';
	my @lacks;

	push @lacks, 'it has ' . (1 + @cells) . ' columns' if @cells != $#columns;
	return @lacks if @lacks;
	for my $column (@columns[ 1 .. $#columns ])
	{
		next if $cell{$column} =~ /\w/;
		push @lacks, "no $column" if $column ne 'test' || $is_planned ne 'wholly';
	}
	push @lacks, 'planned, which is not expected' if !$is_planned && "@cells" =~ /planned/;
	push @lacks, 'not planned any more: take it out of docs.pl' if $is_planned && $cell{call} !~ /planned/;

	my @calls = map { [ /^(\w+)\((.*)\)$/ ] } map { /\w+\([^()]*\)/g } $cell{call} =~ /`([^`]+)`/g;
	my @own = grep { $arities->{ $_->[0] } } @calls;
	for my $call (@calls)
	{
		my ($name, $arguments) = @$call;
		my $n = () = $arguments =~ /[^,]+/g;
		if (!$known->{$name}) { push @lacks, "$name does not exist" }
		elsif ($arities->{$name} && !$arities->{$name}{$n}) { push @lacks, "$name does not take $n arguments" }
	}
	my @recipes = map { recipe($_, $number) } $cell{call} =~ /\[recipes?\]\(([^)]+)\)/g;
	push @lacks, 'no SQL with its output in a recipe' if grep { $_ eq '' } @recipes;
	push @lacks, 'no call or recipe' if !@calls && $is_planned ne 'wholly';

	# This program tests a recipe; any other test is about a call of the row, and each call is in a test.
	my %tested;
	for my $test ($cell{test} =~ /`([^`]+)`/g)
	{
		my $is_here = $test eq 'test/t/docs.pl';
		push @lacks, "$test tests recipes, of which it has none" if $is_here && !@recipes;
		my $text = $is_here ? join("\n", @recipes) : -e "$root/$test" ? slurp($test) : '';
		my @here = grep { $text =~ /\b\Q$_->[0]\E\(/ } @own;
		push @lacks, "$test has none of its calls" if !$is_here && !@here;
		$tested{ $_->[0] } = 1 for @here;
	}
	push @lacks, 'its recipe is not tested' if @recipes && $cell{test} !~ m{test/t/docs\.pl};
	push @lacks, map { "no test of $_->[0]" } grep { !$tested{ $_->[0] } } @own;
	return @lacks;
}

sub check_catalogue
{
	my %known = map { $_->[0] => 1 } query('select distinct proname from pg_proc');
	my %public = public_calls();
	my %arities;
	for my $call (keys %public)
	{
		my ($name, $arguments) = $call =~ /^(\w+)\((.*?)\)/;
		my $n = () = $arguments =~ /[^,]+/g;
		$arities{$name}{$n} = 1;
	}
	my ($head, @rows) = map { [ map { s/^\s+|\s+$//gr } split /(?<!\\)\|/, s/^\|//r, -1 ] } grep { /^\| K/ } split /\n/, slurp('docs/kpis.md');
	pop @$_ for $head, @rows;    # what is behind the last bar
	is(join('|', @$head), join('|', @columns), 'docs/kpis.md: the columns');
	is(join(' ', map { $_->[0] } @rows), join(' ', @kpis), 'docs/kpis.md: one row for each KPI');
	my @homes = query(<<'SQL');
select format('K%s %s', c.number, case when exists (select from _view() v, _output(v.columns) o where v.name = c.view_name and o.name = c.column_name)
       then format('`%s.%s`', c.view_name, c.column_name) else 'later: ' || c.view_name end)
from _kpi_catalogue() c where c.number is not null order by c.number
SQL
	is(join("\n", map { "$_->[0] $_->[3]" } @rows), join("\n", map { $_->[0] } @homes), 'docs/kpis.md: each row names its view and column, or the view that will hold it');
	is(join("\n", map { my $row = $_; map { "$row->[0]: $_" } lacks(\%arities, \%known, @$row) } @rows),
		'', 'docs/kpis.md: each row has a call or recipe that exists, formula, unit, NULL rule, source and a test of each call');
	return;
}

check_file($_) for @files;
check_links($_) for @files;
recreate_database();
psql($database, "create extension abm_kpi;\n");
check_reference();
check_relations();
check_catalogue();
done_testing();
