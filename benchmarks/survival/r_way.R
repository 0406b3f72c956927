# The same in R: reads the spells, prints one line a step: name, seconds, and numbers to compare. Rscript r_way.R FILE
library(survival)
d <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = TRUE)
step <- function(name, expr) {  # the fastest of three runs, of what takes under two seconds; else of one
  code <- substitute(expr)
  seconds <- c()
  while (length(seconds) < 3 && (length(seconds) == 0 || seconds[1] < 2))
    seconds <- c(seconds, system.time(found <- eval(code, parent.frame()))[["elapsed"]])
  seconds <- min(seconds)
  cat(name, format(seconds, digits = 6), sprintf("%.12g", found), "\n")
}
for (by in c("trial", "municipality")) {
  d$group <- d[[by]]
  step(paste0("kaplan_meier_", by), summary(survfit(Surv(time, event) ~ group, d), times = 26, extend = TRUE)$surv)
  step(paste0("log_rank_", by), survdiff(Surv(time, event) ~ group, d)$chisq)
  step(paste0("cox_", by), coef(coxph(Surv(time, event) ~ group, d, ties = "breslow", control = coxph.control(eps = 1e-12))))
  if (by == "trial") step("cox_efron_trial", coef(coxph(Surv(time, event) ~ group, d, ties = "efron")))
}
