# The numbers of R's package survival that evalkit's estimates are held against. Run: Rscript make.R, in this folder.
# Writes rows.csv (grouped rows: case, time, event, group, weight) and expected.csv (case, quantity, group, exit, time, value).
library(survival)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20230227)
options(digits = 17)

draw <- function(n, group, hazards, last) {
  time <- ceiling(rexp(n, sum(hazards)))
  exit <- sample(names(hazards), n, TRUE, hazards)
  end <- sample(last, n, TRUE)
  data.frame(time = pmin(time, end), event = ifelse(time <= end, exit, "censored"), group = group)
}
grouped <- function(d) {
  counts <- aggregate(list(weight = rep(1, nrow(d))), d[c("time", "event", "group")], sum)
  counts[order(counts$group, counts$time, counts$event), ]
}
hazards <- c(job = 0.035, other_benefit = 0.006, other = 0.005)
trial <- rbind(draw(900, "comparison", hazards, c(rep(26, 5), 8:25)), draw(600, "trial", hazards * c(1.25, 0.8, 1), c(rep(26, 5), 8:25)))
places <- do.call(rbind, lapply(1:6, function(k) draw(80 * k, paste0("m", k), hazards * (0.6 + 0.15 * k), c(rep(26, 9), 5:25))))
cells <- c(squamous = "m1", smallcell = "m2", adeno = "m3", large = "m4")
days <- data.frame(time = veteran$time, event = ifelse(veteran$status == 1, "job", "censored"), group = cells[as.character(veteran$celltype)])
cases <- list(
  trial = grouped(trial), places = grouped(places), veteran = grouped(days),
  all_leave = data.frame(time = c(1, 2, 4, 2, 4), event = c("job", "job", "other", "other", "job"), group = c("a", "a", "a", "b", "b"), weight = c(3, 2, 1, 4, 2)),
  nobody_leaves = data.frame(time = c(3, 26, 26), event = "censored", group = c("a", "a", "b"), weight = c(1, 6, 9)),
  one_row = data.frame(time = 7, event = "job", group = "a", weight = 1)
)
rows <- do.call(rbind, Map(function(name, d) cbind(case = name, d), names(cases), cases))
write.csv(rows, "rows.csv", row.names = FALSE, quote = FALSE)

expected <- list()
note <- function(case, quantity, value, group = "", exit = "", time = "")
  expected[[length(expected) + 1]] <<- data.frame(case, quantity, group, exit, time, value = sprintf("%.17g", as.numeric(value)))

curves <- function(case, d) for (g in unique(d$group)) {
  here <- d[d$group == g, ]
  for (type in c("log-log", "plain")) {
    fit <- survfit(Surv(time, event != "censored") ~ 1, here, conf.type = type)
    name <- sub("-", "_", type, fixed = TRUE)
    note(case, paste0(name, "_low"), fit$lower, g, "", fit$time)
    note(case, paste0(name, "_high"), fit$upper, g, "", fit$time)
  }
  note(case, "at_risk", fit$n.risk, g, "", fit$time)
  note(case, "estimate", fit$surv, g, "", fit$time)
  note(case, "std_error", fit$surv * fit$std.err, g, "", fit$time)
  horizon <- if (case == "veteran") 200 else min(26, max(fit$time))
  mean <- survival:::survmean(fit, rmean = horizon)$matrix
  note(case, "horizon", horizon, g); note(case, "mean", mean["rmean"], g); note(case, "mean_std_error", mean["se(rmean)"], g)
  states <- survfit(Surv(time, factor(event, c("censored", "job", "other_benefit", "other"))) ~ 1, here)
  for (exit in setdiff(states$states, "(s0)")) {
    at <- match(exit, states$states)
    note(case, "estimate", states$pstate[, at], g, exit, states$time)
    note(case, "std_error", states$std.err[, at], g, exit, states$time)
    low <- survfit(Surv(time, factor(event, c("censored", "job", "other_benefit", "other"))) ~ 1, here, conf.type = "log-log")
    note(case, "log_log_low", low$lower[, at], g, exit, low$time); note(case, "log_log_high", low$upper[, at], g, exit, low$time)
  }
}
compare <- function(case, d) {
  test <- survdiff(Surv(time, event != "censored") ~ group, d)
  note(case, "log_rank", test$chisq); note(case, "log_rank_p", pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE))
  note(case, "expected", test$exp, sub("group=", "", names(test$n)))
  for (ties in c("breslow", "efron")) {
    first <- coxph(Surv(time, event != "censored") ~ group, d, ties = ties)
    fit <- first
    for (again in 1:3)  # each fit takes at least one step of Newton's method, so that the last digit is reached
      fit <- coxph(Surv(time, event != "censored") ~ group, d, ties = ties, init = coef(fit))
    g <- sub("group", "", names(coef(fit)))
    note(case, paste0(ties, "_coefficient"), coef(fit), g); note(case, paste0(ties, "_std_error"), sqrt(diag(vcov(fit))), g)
    note(case, paste0(ties, "_log_likelihood"), fit$loglik[2]); note(case, paste0(ties, "_null_log_likelihood"), first$loglik[1])
    ratios <- summary(fit)$conf.int
    note(case, paste0(ties, "_ratio_low"), ratios[, "lower .95"], g); note(case, paste0(ties, "_ratio_high"), ratios[, "upper .95"], g)
    for (transform in c("km", "identity"))
      note(case, paste(ties, "zph", transform, sep = "_"), cox.zph(fit, transform = transform)$table["group", "chisq"])
  }
}
# What one is tempted to write instead.
wrong <- function(case, d) {
  whole <- cases[[case]]
  rows <- survfit(Surv(time, event != "censored") ~ group, whole)
  at <- summary(rows, times = 26)
  note(case, "wrong_unweighted_estimate", at$surv, sub("group=", "", at$strata), "", 26)
  for (g in unique(d$group)) {
    alone <- survfit(Surv(time, event == "job") ~ 1, d[d$group == g, ])
    note(case, "wrong_others_censored", 1 - summary(alone, times = 26)$surv, g, "job", 26)
  }
  fit <- coxph(Surv(time, event != "censored") ~ group, whole, weights = weight, ties = "efron")
  note(case, "wrong_efron_on_grouped_rows", coef(fit), sub("group", "", names(coef(fit))))
  right <- coxph(Surv(time, event != "censored") ~ group, whole, weights = weight, ties = "breslow", control = coxph.control(eps = 1e-14))
  note(case, "breslow_on_grouped_rows", coef(right), sub("group", "", names(coef(right))))
  zph <- cox.zph(right, transform = "km")$table["group", "chisq"]
  note(case, "wrong_zph_on_grouped_rows", zph)
}
for (case in names(cases)) {
  d <- cases[[case]]
  persons <- d[rep(seq_len(nrow(d)), d$weight), c("time", "event", "group")]
  curves(case, persons)
  if (case %in% c("trial", "places", "veteran", "all_leave")) compare(case, persons)
  if (case %in% c("trial", "places")) wrong(case, persons)
}
write.csv(do.call(rbind, expected), "expected.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "\nsurvival", as.character(packageVersion("survival")), "\n", file = "versions.txt")
