// with_node.js - every KPI view by node-postgres: which class each type arrives as, and what a program has to do with it.
// bigint and numeric are strings by default, so that no digit is lost; a date is a Date at midnight of the local zone, or
// a string with later versions of pg-types, such as Debian's.

'use strict';
const { Client, types } = require('pg');

const promised = {
	'text': [25, 'string'], 'bigint': [20, 'string'], 'double precision': [701, 'number'], 'numeric(18,2)': [1700, 'string'],
	'date': [1082, types.getTypeParser(1082)('2024-01-01') instanceof Date ? 'Date' : 'string'], 'boolean': [16, 'boolean'], 'timestamp with time zone': [1184, 'Date'],
};
const day = 24 * 60 * 60 * 1000;
const kind = value => (value instanceof Date ? 'Date' : typeof value);
const near = (a, b) => Math.abs(a - b) <= 1e-6 + 1e-9 * Math.max(Math.abs(a), Math.abs(b));

let count = 0, failed = 0;
const seen = new Map();
function ok(problems, name) {
	count++;
	if (problems.length > 0) failed++;
	console.log(`${problems.length > 0 ? 'not ok' : 'ok'} ${count} - ${name}`);
	for (const problem of problems.slice(0, 12)) console.log(`#   ${problem}`);
}
function saw(type, what) {
	const key = `# ${type}: ${what}`;
	seen.set(key, (seen.get(key) || 0) + 1);
}

function total(type, values) {
	switch (type) {
	case 'text':
		return values.reduce((sum, v) => sum + Array.from(v).length, 0);
	case 'boolean':
		return values.filter(v => v).length;
	case 'date':		// the day on the local calendar, which is the one that was meant
		return values.reduce((sum, v) => sum + (v instanceof Date ? Date.UTC(v.getFullYear(), v.getMonth(), v.getDate()) : Date.parse(v)) / day, 0);
	case 'timestamp with time zone':
		return values.reduce((sum, v) => sum + v.getTime() / 1000, 0);
	default:
		return values.reduce((sum, v) => sum + Number(v), 0);
	}
}

async function main() {
	console.log(`# Node.js ${process.versions.node}, pg ${require('pg/package.json').version}, pg-types ${require('pg-types/package.json').version}, zone ${process.env.TZ}`);
	const client = new Client();
	await client.connect();
	const figures = (await client.query('select view_name, column_name, type, rows, known, total from expected.figure order by view_name, place')).rows;
	const views = new Map();
	for (const f of figures) views.set(f.view_name, [...(views.get(f.view_name) || []), f]);
	ok(views.size >= 10 ? [] : ['too few'], `${views.size} views are there`);

	let a_date;
	for (const [view, columns] of views) {
		const result = await client.query(`select * from kpi.${client.escapeIdentifier(view)}`);
		const problems = [];
		if (result.fields.map(f => f.name).join() !== columns.map(c => c.column_name).join()) problems.push('the columns are others');
		if (result.rows.length !== Number(columns[0].rows)) problems.push(`${result.rows.length} rows, expected ${columns[0].rows}`);
		columns.forEach((column, place) => {
			const [oid, want] = promised[column.type] || [];
			const field = result.fields[place];
			if (field.dataTypeID !== oid) problems.push(`${column.column_name} ${column.type}: type ${field.dataTypeID}`);
			if (column.type === 'numeric(18,2)' && field.dataTypeModifier !== (18 << 16 | 2) + 4) problems.push(`${column.column_name}: modifier ${field.dataTypeModifier}`);
			const values = result.rows.map(row => row[column.column_name]).filter(v => v !== null);
			const others = new Set(values.map(kind));
			for (const k of others) saw(column.type, k);
			others.delete(want);
			if (others.size > 0) {
				problems.push(`${column.column_name} ${column.type}: ${[...others]}, such as ${values.find(v => kind(v) !== want)}`);
				return;
			}
			if (values.some(v => v instanceof Date ? isNaN(v) : typeof v === 'number' && !Number.isFinite(v))) problems.push(`${column.column_name}: not finite`);
			if (column.type === 'bigint' && values.some(v => !Number.isSafeInteger(Number(v)))) problems.push(`${column.column_name}: too large for a number`);
			if (column.type === 'date' && values.length > 0) a_date = a_date || values[0];
			if (values.length !== Number(column.known)) problems.push(`${column.column_name}: ${values.length} known, expected ${column.known}`);
			else if (values.length > 0 && !near(total(column.type, values), column.total)) problems.push(`${column.column_name}: total ${total(column.type, values)}, expected ${column.total}`);
		});
		// What goes into a page is JSON: nothing that it has no word for.
		if (/\b(NaN|Infinity)\b/.test(JSON.stringify(result.rows))) problems.push('JSON has no such number');
		ok(problems, `${view}: ${result.rows.length} rows, ${columns.length} columns`);
	}
	console.log(`# a date, ${a_date}, is in JSON ${JSON.stringify(a_date)}`);

	// The way out: numbers for what is below 2^53, and dates as they are written.
	types.setTypeParser(20, Number);
	types.setTypeParser(1700, Number);
	types.setTypeParser(1082, String);
	const { rows: [row] } = await client.query(
		"select won_count, won_value, period_start, win_rate from kpi.win_rate where period_grain = 'year' and dimension = 'all' order by won_count desc limit 1");
	console.log(`# with type parsers: ${JSON.stringify(row)}`);
	ok(typeof row.won_count === 'number' && typeof row.won_value === 'number' && /^\d{4}-01-01$/.test(row.period_start) ? [] : [JSON.stringify(row)],
		'type parsers make numbers of bigint and numeric, and leave a date what it is');
	await client.end();
	for (const line of [...seen.keys()].sort()) console.log(`${line} (${seen.get(line)} columns)`);
	console.log(`1..${count}`);
	process.exitCode = failed > 0 ? 1 : 0;
}

main().catch(error => {
	console.error(error);
	process.exit(2);
});
