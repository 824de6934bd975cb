# with_r.R - every KPI view as a data.frame, by DBI and RPostgreSQL: the class of each column, and what is in it.

suppressPackageStartupMessages({
	library(DBI)
	library(RPostgreSQL)
})

# RPostgreSQL has no 64-bit integers: bigint is a double, exact to 2^53.
promised <- list(
	"text" = "character", "bigint" = "numeric", "double precision" = "numeric", "numeric(18,2)" = "numeric",
	"date" = "Date", "boolean" = "logical", "timestamp with time zone" = "POSIXct")

count <- 0
failed <- 0
ok <- function(problems, name) {
	count <<- count + 1
	if (length(problems) > 0) failed <<- failed + 1
	cat(if (length(problems) > 0) "not ok" else "ok", " ", count, " - ", name, "\n", sep = "")
	for (problem in head(problems, 12)) cat("#   ", problem, "\n", sep = "")
}
seen <- character()

total <- function(type, values) {
	if (type == "text") return(sum(nchar(values)))
	if (type == "boolean") return(sum(values))
	sum(as.numeric(values))
}
near <- function(a, b) abs(a - b) <= 1e-6 + 1e-9 * max(abs(a), abs(b))

cat("# ", R.version.string, ", DBI ", format(packageVersion("DBI")), ", RPostgreSQL ", format(packageVersion("RPostgreSQL")), "\n", sep = "")
connection <- dbConnect(PostgreSQL(), host = Sys.getenv("PGHOST"), port = 5432, user = Sys.getenv("PGUSER"), dbname = Sys.getenv("PGDATABASE"))
figures <- dbGetQuery(connection, "select view_name, column_name, type, rows, known, total from expected.figure order by view_name, place")
views <- unique(figures$view_name)
ok(if (length(views) < 10) "too few", paste(length(views), "views are there"))

for (view in views) {
	columns <- figures[figures$view_name == view, ]
	result <- dbSendQuery(connection, paste0("select * from kpi.", dbQuoteIdentifier(connection, view)))
	frame <- fetch(result, n = -1)
	dbClearResult(result)
	problems <- character()
	complain <- function(...) problems <<- c(problems, paste0(...))
	if (!identical(names(frame), columns$column_name)) complain("the columns are others")
	if (nrow(frame) != columns$rows[1]) complain(nrow(frame), " rows, expected ", columns$rows[1])
	for (i in seq_len(nrow(columns))) {
		column <- columns[i, ]
		values <- frame[[i]]
		class <- class(values)[1]
		case <- if (column$known == 0) ", no value" else ""
		seen <- c(seen, paste0(column$type, case, ": ", class))
		if (!identical(class, promised[[column$type]])) complain(column$column_name, " ", column$type, case, ": ", class)
		values <- values[!is.na(values)]
		if (length(values) != column$known) complain(column$column_name, ": ", length(values), " known, expected ", column$known)
		else if (length(values) > 0 && !near(total(column$type, values), column$total)) complain(column$column_name, ": total ", total(column$type, values), ", expected ", column$total)
	}
	ok(problems, paste0(view, ": ", nrow(frame), " rows, ", nrow(columns), " columns"))
}
invisible(dbDisconnect(connection))
for (line in names(table(seen))) cat("# ", line, " (", table(seen)[[line]], " columns)\n", sep = "")
cat("1..", count, "\n", sep = "")
quit(status = if (failed > 0) 1 else 0)
