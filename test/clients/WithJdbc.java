// WithJdbc.java - every KPI view by pgjdbc, the way of Metabase, Tableau, DBeaver and Looker: what DatabaseMetaData says
// of it, with the comments as remarks, and the rows as objects of the classes that its metadata names.

import java.math.BigDecimal;
import java.sql.*;
import java.time.*;
import java.util.*;

public class WithJdbc {
	record Column(String name, String type, String viewComment, String comment, long rows, long known, double total) {}

	record Kind(int type, String name, Class<?> javaClass) {}

	static final Map<String, Kind> PROMISED = Map.of(
		"text", new Kind(Types.VARCHAR, "text", String.class),
		"bigint", new Kind(Types.BIGINT, "int8", Long.class),
		"double precision", new Kind(Types.DOUBLE, "float8", Double.class),
		"numeric(18,2)", new Kind(Types.NUMERIC, "numeric", BigDecimal.class),
		"date", new Kind(Types.DATE, "date", java.sql.Date.class),
		"boolean", new Kind(Types.BIT, "bool", Boolean.class),
		"timestamp with time zone", new Kind(Types.TIMESTAMP, "timestamptz", Timestamp.class));

	static Kind promised(Column column) {
		return PROMISED.getOrDefault(column.type(), new Kind(Types.OTHER, "", Void.class));
	}

	static int count, failed;
	static final TreeMap<String, Integer> seen = new TreeMap<>();

	static void ok(List<String> problems, String name) {
		count++;
		if (!problems.isEmpty())
			failed++;
		System.out.println((problems.isEmpty() ? "ok " : "not ok ") + count + " - " + name);
		problems.stream().limit(12).forEach(p -> System.out.println("#   " + p));
	}

	static double figure(Object value) {
		if (value instanceof String text)
			return text.codePointCount(0, text.length());
		if (value instanceof Boolean is)
			return is ? 1 : 0;
		if (value instanceof java.sql.Date date)
			return date.toLocalDate().toEpochDay();
		if (value instanceof Timestamp instant)
			return instant.getTime() / 1000.0;
		return ((Number) value).doubleValue();
	}

	static boolean near(double a, double b) {
		return Math.abs(a - b) <= 1e-6 + 1e-9 * Math.max(Math.abs(a), Math.abs(b));
	}

	// What getTables and getColumns say of a view
	static void describe(DatabaseMetaData meta, String view, List<Column> columns) throws SQLException {
		var problems = new ArrayList<String>();
		try (var tables = meta.getTables(null, "kpi", view.replace("_", "\\_"), null)) {
			if (!tables.next() || !tables.getString("TABLE_TYPE").equals("VIEW"))
				problems.add("is not a VIEW");
			else if (!Objects.equals(columns.get(0).viewComment(), tables.getString("REMARKS")))
				problems.add("the remark on the view is not its comment");
		}
		try (var keys = meta.getPrimaryKeys(null, "kpi", view)) {
			if (keys.next())
				problems.add("a view has a primary key");
		}
		try (var described = meta.getColumns(null, "kpi", view.replace("_", "\\_"), null)) {
			int place = 0;
			for (; described.next(); place++) {
				var column = columns.get(place);
				var kind = promised(column);
				int type = described.getInt("DATA_TYPE");
				String name = described.getString("TYPE_NAME");
				seen.merge("getColumns, " + column.type() + ": " + JDBCType.valueOf(type) + ", " + name
					+ ", size " + described.getString("COLUMN_SIZE") + ", digits " + described.getString("DECIMAL_DIGITS"), 1, Integer::sum);
				if (!column.name().equals(described.getString("COLUMN_NAME")))
					problems.add(column.name() + ": is " + described.getString("COLUMN_NAME"));
				if (type != kind.type() || !name.equals(kind.name()))
					problems.add(column.name() + " " + column.type() + ": " + type + " " + name);
				if (kind.type() == Types.NUMERIC && (described.getInt("COLUMN_SIZE") != 18 || described.getInt("DECIMAL_DIGITS") != 2))
					problems.add(column.name() + ": size " + described.getInt("COLUMN_SIZE") + ", digits " + described.getInt("DECIMAL_DIGITS"));
				if (!Objects.equals(column.comment(), described.getString("REMARKS")))
					problems.add(column.name() + ": the remark is not the comment");
			}
			if (place != columns.size())
				problems.add(place + " columns, expected " + columns.size());
		}
		ok(problems, view + ": " + columns.size() + " columns by DatabaseMetaData, with remarks");
	}

	static void read(Connection connection, String view, List<Column> columns) throws SQLException {
		var problems = new ArrayList<String>();
		int width = columns.size();
		long rows = 0;
		var known = new long[width];
		var total = new double[width];
		var classes = new ArrayList<Set<Class<?>>>();
		try (var statement = connection.createStatement()) {
			statement.setFetchSize(1000);
			try (var result = statement.executeQuery("select * from kpi." + statement.enquoteIdentifier(view, false))) {
				var meta = result.getMetaData();
				for (int i = 0; i < width; i++) {
					var column = columns.get(i);
					String name = meta.getColumnClassName(i + 1);
					classes.add(new HashSet<>());
					seen.merge("getColumnClassName, " + column.type() + ": " + name, 1, Integer::sum);
					if (meta.getColumnType(i + 1) != promised(column).type() || !name.equals(promised(column).javaClass().getName()))
						problems.add(column.name() + " " + column.type() + ": " + name);
				}
				for (; result.next(); rows++)
					for (int i = 0; i < width; i++) {
						var value = result.getObject(i + 1);
						if (value == null)
							continue;
						known[i]++;
						total[i] += figure(value);
						classes.get(i).add(value.getClass());
						if (value instanceof Double d && !Double.isFinite(d))
							problems.add(columns.get(i).name() + ": " + d);
					}
			}
		}
		if (rows != columns.get(0).rows())
			problems.add(rows + " rows, expected " + columns.get(0).rows());
		for (int i = 0; i < width; i++) {
			var column = columns.get(i);
			for (var javaClass : classes.get(i)) {
				seen.merge("getObject, " + column.type() + ": " + javaClass.getName(), 1, Integer::sum);
				if (javaClass != promised(column).javaClass())
					problems.add(column.name() + " " + column.type() + ": " + javaClass.getName());
			}
			if (known[i] != column.known())
				problems.add(column.name() + ": " + known[i] + " known, expected " + column.known());
			else if (known[i] > 0 && !near(total[i], column.total()))
				problems.add(column.name() + ": total " + total[i] + ", expected " + column.total());
		}
		ok(problems, view + ": " + rows + " rows are read");
	}

	public static void main(String[] arguments) throws SQLException {
		try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:5432/postgres?user=bi&readOnly=true")) {
			var meta = connection.getMetaData();
			System.out.println("# Java " + System.getProperty("java.version") + ", " + meta.getDriverName() + " " + meta.getDriverVersion()
				+ ", zone " + ZoneId.systemDefault());
			connection.setAutoCommit(false);		// with it, a fetch size has no effect
			var views = new TreeMap<String, List<Column>>();
			try (var statement = connection.createStatement();
					var result = statement.executeQuery("select view_name, column_name, type, view_comment, comment, rows, known, total from expected.figure order by view_name, place")) {
				while (result.next())
					views.computeIfAbsent(result.getString(1), k -> new ArrayList<>()).add(new Column(result.getString(2), result.getString(3),
						result.getString(4), result.getString(5), result.getLong(6), result.getLong(7), result.getDouble(8)));
			}
			var missing = new TreeSet<>(views.keySet());
			int others = 0;
			try (var tables = meta.getTables(null, "kpi", "%", new String[] {"VIEW"})) {
				while (tables.next())
					if (!missing.remove(tables.getString("TABLE_NAME")))
						others++;
			}
			ok(new ArrayList<>(missing), "getTables has all " + views.size() + " KPI views, and " + others + " that they share");
			for (var entry : views.entrySet()) {
				describe(meta, entry.getKey(), entry.getValue());
				read(connection, entry.getKey(), entry.getValue());
			}
		}
		seen.forEach((what, columns) -> System.out.println("# " + what + " (" + columns + " columns)"));
		System.out.println("1.." + count);
		System.exit(failed > 0 ? 1 : 0);
	}
}
