# The numbers of R's package survey that evalkit's survey estimates are held against. Run: Rscript make.R, in this folder.
# Writes respondents.csv, margins.csv, expected.csv (design, quantity, question, group, value) and versions.txt.
suppressMessages(library(survey))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20230227)
options(digits = 17, warn = -1, survey.lonely.psu = "fail")

# ---- a population and who answered of it -------------------------------------------------------------------------------------
N <- 12000
people <- data.frame(
  sex = sample(c("men", "women"), N, TRUE, c(0.48, 0.52)),
  age = sample(c("under_30", "30_to_49", "50_and_over"), N, TRUE, c(0.25, 0.45, 0.30)),
  akasse = sample(c("large", "middle", "small", "tiny"), N, TRUE, c(0.62, 0.30, 0.068, 0.012)),
  group = sample(c("trial", "comparison"), N, TRUE, c(0.4, 0.6)),
  stratum = sample(c("north", "south", "islands"), N, TRUE, c(0.5, 0.35, 0.15))
)
people$education <- ifelse(people$age == "under_30",
  sample(c("basic", "vocational", "higher"), N, TRUE, c(0.5, 0.3, 0.2)), sample(c("basic", "vocational", "higher"), N, TRUE, c(0.2, 0.4, 0.4)))
lean <- with(people, 0.5 * (group == "trial") + 0.6 * (age == "50_and_over") - 0.4 * (education == "higher") + 0.2 * (sex == "women"))
answers <- c("very_low", "low", "neither", "high", "very_high")
answered <- function(shift, unknown, none) {
  code <- answers[pmin(pmax(round(3 + lean + shift + rnorm(N, 0, 1.1)), 1), 5)]
  code[runif(N) < unknown] <- "dont_know"
  code[runif(N) < none] <- ""
  code
}
people$q1 <- answered(0.1, 0.03, 0.02)
people$q2 <- answered(-0.5, 0.12, 0.05)
people$q3 <- answered(-1.2, 0.05, 0.40)
people$all_yes <- "very_high"
people$base <- round(with(people, 10 + 8 * (stratum == "north") + 6 * (group == "comparison") + 3 * runif(N)), 3)
asked <- runif(N) < with(people, plogis(-3.2 + 0.5 * (age == "50_and_over") + 0.3 * (sex == "women") + 0.4 * (education == "higher")))
d <- people[asked, ]
d <- d[!(d$akasse == "tiny" & cumsum(d$akasse == "tiny") > 1), ]
d$all_yes[d$akasse != "small"] <- sample(answers, sum(d$akasse != "small"), TRUE)
write.csv(d, "respondents.csv", row.names = FALSE, quote = FALSE)

variables <- c("sex", "age", "education")
margin <- function(v) setNames(as.data.frame(table(people[[v]]), stringsAsFactors = FALSE), c(v, "Freq"))
margins <- lapply(variables, margin)
write.csv(do.call(rbind, Map(function(v, m) data.frame(variable = v, category = m[[1]], persons = m$Freq), variables, margins)),
  "margins.csv", row.names = FALSE, quote = FALSE)

# ---- outcomes: don't know and no answer are not counted -----------------------------------------------------------------------
questions <- c("q1", "q2", "q3")
yes <- function(code) ifelse(code %in% answers, as.numeric(code %in% c("high", "very_high")), NA)
for (q in c(questions, "all_yes")) d[[paste0(q, "_yes")]] <- yes(d[[q]])
# On a raked design subset() keeps all rows with weight 0, and 0 times NA is NA: filled with 0 for use inside the subset.
for (q in c(questions, "all_yes")) d[[paste0(q, "_in")]] <- ifelse(is.na(d[[paste0(q, "_yes")]]), 0, d[[paste0(q, "_yes")]])
d$one <- 1
d$strength <- unname(c(north = N * 0.5, south = N * 0.35, islands = N * 0.15)[d$stratum]) / 10

expected <- list()
note <- function(design, quantity, value, question = "", group = "")
  expected[[length(expected) + 1]] <<- data.frame(design, quantity, question, group, value = sprintf("%.17g", as.numeric(value)))

# ---- designs ------------------------------------------------------------------------------------------------------------------
tight <- list(maxit = 500, epsilon = 1e-15, verbose = FALSE)
raking <- function(design) suppressWarnings(rake(design, list(~sex, ~age, ~education), margins, control = tight))
totals <- list(~sex, ~age, ~education)
calibrating <- function(design, bounds = c(-Inf, Inf))
  calibrate(design, totals, lapply(margins, function(m) m), calfun = "raking", epsilon = 1e-12, maxit = 200, bounds = bounds)
d$scaled <- d$base * N / sum(d$base)  # calibrate starts at the total
d$equal <- N / nrow(d)
designs <- list(
  weighted = svydesign(ids = ~1, weights = ~base, data = d),
  strata = svydesign(ids = ~1, strata = ~stratum, weights = ~base, data = d),
  fpc = svydesign(ids = ~1, strata = ~stratum, weights = ~base, fpc = ~strength, data = d),
  raked = raking(svydesign(ids = ~1, weights = ~equal, data = d)),
  raked_strata = raking(svydesign(ids = ~1, strata = ~stratum, weights = ~equal, data = d)),
  raked_base = calibrating(svydesign(ids = ~1, weights = ~scaled, data = d)),
  raked_bounds = calibrating(svydesign(ids = ~1, weights = ~equal, data = d), c(0.5, 1.8)),
  raked_base_by_rake = raking(svydesign(ids = ~1, weights = ~base, data = d))
)
for (name in grep("^raked", names(designs), value = TRUE))
  for (row in c(1:5, nrow(d))) note(name, "weight", weights(designs[[name]])[row], group = row)

# ---- estimates ----------------------------------------------------------------------------------------------------------------
difference_of <- function(design, q) {  # with the covariance, from four totals
  y <- ifelse(is.na(d[[q]]), 0, d[[q]]); n <- as.numeric(!is.na(d[[q]])); g <- d$group == "trial"
  design <- update(design, yes1 = y * g, all1 = n * g, yes2 = y * !g, all2 = n * !g)
  svycontrast(svytotal(~yes1 + all1 + yes2 + all2, design), quote(yes1 / all1 - yes2 / all2))
}
for (name in names(designs)) {
  design <- designs[[name]]
  for (q in questions) {
    full <- subset(design, !is.na(d[[paste0(q, "_yes")]]))
    inside <- as.formula(paste0("~", q, "_in"))
    m <- svymean(inside, full)
    note(name, "share", coef(m), q); note(name, "standard_error", SE(m), q); note(name, "degrees", degf(full), q)
    for (method in c("logit", "xlogit", "mean", "beta")) {
      ends <- attr(svyciprop(inside, full, method = method), "ci")
      note(name, paste0(method, "_low"), ends[1], q); note(name, paste0(method, "_high"), ends[2], q)
    }
    by <- svyby(inside, ~akasse, subset(full, akasse != "tiny"), svymean)
    for (k in seq_len(nrow(by))) { note(name, "share", coef(by)[k], q, by$akasse[k]); note(name, "standard_error", SE(by)[k], q, by$akasse[k]) }
    small <- subset(full, akasse == "small")
    for (method in c("xlogit", "mean", "beta")) {
      ends <- attr(svyciprop(inside, small, method = method), "ci")
      note(name, paste0(method, "_low"), ends[1], q, "small"); note(name, paste0(method, "_high"), ends[2], q, "small")
    }
    note(name, "degrees", degf(small), q, "small")
    dd <- difference_of(design, paste0(q, "_yes"))
    note(name, "contrast", coef(dd), q); note(name, "contrast_error", SE(dd), q)
    tt <- svyttest(as.formula(paste0(q, "_in ~ I(group == 'trial')")), full)
    note(name, "difference", tt$estimate, q); note(name, "t", tt$statistic, q); note(name, "t_degrees", tt$parameter, q)
    note(name, "p_value", tt$p.value, q); note(name, "difference_low", tt$conf.int[1], q); note(name, "difference_high", tt$conf.int[2], q)
  }
  for (code in answers) {  # the full distribution, don't know counted
    here <- update(design, is = as.numeric(d$q2 == code))
    m <- svymean(~is, subset(here, q2 != ""))
    note(name, "answer_share", coef(m), "q2", code); note(name, "answer_error", SE(m), "q2", code)
  }
}

# ---- three questions at once: Wald from the covariance of the differences -----------------------------------------------------
for (name in c("weighted", "strata", "raked")) {
  parts <- list(); contrasts <- list()
  for (q in questions) {
    y <- d[[paste0(q, "_yes")]]; g <- d$group == "trial"
    for (side in c("t", "c")) {
      inside <- if (side == "t") g else !g
      parts[[paste0(q, side, "y")]] <- ifelse(is.na(y), 0, y) * inside
      parts[[paste0(q, side, "n")]] <- as.numeric(!is.na(y)) * inside
    }
    contrasts[[q]] <- parse(text = sprintf("%sty / %stn - %scy / %scn", q, q, q, q))[[1]]
  }
  design <- do.call(update, c(list(designs[[name]]), parts))
  dd <- svycontrast(svytotal(as.formula(paste("~", paste(names(parts), collapse = "+"))), design), contrasts)
  for (i in 1:3) for (j in 1:3) note(name, "difference_covariance", vcov(dd)[i, j], questions[i], questions[j])
  note(name, "wald", t(coef(dd)) %*% solve(vcov(dd)) %*% coef(dd))
  p <- sapply(questions, function(q) svyttest(as.formula(paste0(q, "_in ~ I(group == 'trial')")), subset(designs[[name]], !is.na(d[[paste0(q, "_yes")]])))$p.value)
  for (k in 1:3) note(name, "holm", p.adjust(p, "holm")[k], questions[k])
}

# ---- two waves as strata of one design ----------------------------------------------------------------------------------------
waves <- svydesign(ids = ~1, strata = ~group, weights = ~base, data = d)
tt <- svyttest(q1_yes ~ I(group == "trial"), waves)
note("waves", "difference", tt$estimate, "q1"); note("waves", "t", tt$statistic, "q1")
note("waves", "t_degrees", tt$parameter, "q1"); note("waves", "p_value", tt$p.value, "q1")

# ---- 0, 1 and one respondent --------------------------------------------------------------------------------------------------
for (name in c("weighted", "raked")) {
  edge <- subset(designs[[name]], akasse == "small" & !is.na(all_yes_yes))
  note(name, "edge_share", coef(svymean(~all_yes_in, edge))); note(name, "edge_error", SE(svymean(~all_yes_in, edge)))
  note(name, "single_error", SE(svymean(~one, subset(designs[[name]], akasse == "tiny"))))
}

# ---- tempting and wrong -------------------------------------------------------------------------------------------------------
for (q in questions) {
  y <- d[[paste0(q, "_yes")]]; here <- !is.na(y); f <- as.formula(paste0("~", q, "_yes")); w <- d$base[here]
  note("weighted", "wrong_unweighted", mean(y[here]), q)
  p <- sum(w * y[here]) / sum(w)
  note("weighted", "wrong_frequency_error", sqrt(p * (1 - p) / (sum(w) - 1)), q)
  raked_weight <- weights(designs$raked)
  note("raked", "wrong_fixed_error", SE(svymean(f, svydesign(ids = ~1, weights = raked_weight, data = d), na.rm = TRUE)), q)
  for (name in c("strata", "raked")) {
    inside <- which(d$akasse == "middle" & here)
    cut <- if (name == "strata") svydesign(ids = ~1, strata = ~stratum, weights = ~base, data = d[inside, ])
      else svydesign(ids = ~1, weights = raked_weight[inside], data = d[inside, ])
    note(name, "wrong_cut_error", SE(svymean(f, cut)), q, "middle")
  }
}
for (name in c("strata", "raked")) {
  by <- svyby(~q1_in, ~group, subset(designs[[name]], !is.na(q1_yes)), svymean, covmat = name == "strata")  # covmat fails on a raked subset
  if (name == "strata") note(name, "svyby_contrast_error", SE(svycontrast(by, c(-1, 1))), "q1")
  note(name, "wrong_without_covariance_error", sqrt(sum(SE(by)^2)), "q1")
}

write.csv(do.call(rbind, expected), "expected.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
