# The numbers of R that evalkit's estimates of a randomised trial are held against. Run: Rscript make.R, in this folder.
# Writes persons.csv (a row a person) and expected.csv (quantity, adjustment, covariance, outcome, value).
library(sandwich)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20091216)
options(digits = 17)

n <- 240
stratum <- rep(1:4, times = c(40, 60, 60, 80))
share <- c(0.5, 0.4, 0.5, 0.65)
drawn <- unlist(lapply(1:4, function(s) sample(rep(1:0, round(c(share[s], 1 - share[s]) * sum(stratum == s))))))
ability <- rnorm(n)
took <- as.integer(drawn == 1 & runif(n) < plogis(0.6 + ability))
weeks <- round(pmax(0, 12 + 4 * ability + stratum + drawn * c(3, -2, 0, 1)[stratum] + rnorm(n, 0, 3 + 3 * drawn)), 2)
job <- as.integer(runif(n) < plogis(-1 + 0.8 * ability + 0.3 * drawn))
sex <- as.integer(runif(n) < 0.45); age <- round(rnorm(n, 42, 9)); before <- round(rexp(n, 1 / 90))
persons <- data.frame(stratum, drawn, took, weeks, job, sex, age, before)
write.csv(persons, "persons.csv", row.names = FALSE, quote = FALSE)

expected <- list()
note <- function(quantity, value, adjustment = "", covariance = "", outcome = "")
  expected[[length(expected) + 1]] <<- data.frame(quantity, adjustment, covariance, outcome, value = sprintf("%.17g", as.numeric(value)))

members <- model.matrix(~ factor(stratum))[, -1]
centred <- scale(members, scale = FALSE)
for (outcome in c("weeks", "job")) {
  y <- persons[[outcome]]
  fits <- list(interacted = lm(y ~ drawn * centred), fixed = lm(y ~ drawn + factor(stratum)), none = lm(y ~ drawn))
  for (adjustment in names(fits)) {
    fit <- fits[[adjustment]]
    note("estimate", coef(fit)["drawn"], adjustment, "", outcome)
    note("degrees", df.residual(fit), adjustment, "", outcome)
    for (type in c("HC2", "HC3")) {
      se <- sqrt(vcovHC(fit, type = type)["drawn", "drawn"]); t <- coef(fit)["drawn"] / se
      note("error", se, adjustment, type, outcome)
      note("p", 2 * pt(-abs(t), df.residual(fit)), adjustment, type, outcome)
      note("low", coef(fit)["drawn"] - qt(0.975, df.residual(fit)) * se, adjustment, type, outcome)
    }
    note("error", sqrt(vcov(fit)["drawn", "drawn"]), adjustment, "classical", outcome)
  }
  # Neyman by hand: the stratum's variances, which HC2 of the interacted regression must equal.
  parts <- sapply(split(data.frame(y, drawn), stratum), function(d) {
    one <- d$y[d$drawn == 1]; zero <- d$y[d$drawn == 0]
    c(mean(one) - mean(zero), var(one) / length(one) + var(zero) / length(zero), nrow(d) / n)
  })
  note("estimate", sum(parts[1, ] * parts[3, ]), "neyman", "", outcome)
  note("error", sqrt(sum(parts[2, ] * parts[3, ]^2)), "neyman", "", outcome)
  # Two-stage least squares by hand, with HC1.
  X <- cbind(took, model.matrix(~ factor(stratum))); Z <- cbind(drawn, model.matrix(~ factor(stratum)))
  b <- solve(crossprod(Z, X), crossprod(Z, y)); e <- as.numeric(y - X %*% b)
  bread <- solve(crossprod(Z, X)); V <- n / (n - ncol(X)) * bread %*% crossprod(Z * e) %*% t(bread)
  note("estimate", b[1], "instrumented", "", outcome); note("error", sqrt(V[1, 1]), "instrumented", "HC1", outcome)
  note("low", b[1] - qt(0.975, n - ncol(X)) * sqrt(V[1, 1]), "instrumented", "HC1", outcome)
}
first <- lm(took ~ drawn + factor(stratum))
note("first_stage", coef(first)["drawn"]); note("first_stage_f", coef(first)["drawn"]^2 / vcovHC(first, type = "HC1")["drawn", "drawn"])

for (x in c("sex", "age", "before")) {
  one <- persons[[x]][drawn == 1]; zero <- persons[[x]][drawn == 0]
  note("normalised_difference", (mean(one) - mean(zero)) / sqrt((var(one) + var(zero)) / 2), "", "", x)
}
joint <- anova(lm(drawn ~ factor(stratum)), lm(drawn ~ factor(stratum) + sex + age + before))
note("joint_f", joint$F[2]); note("joint_p", joint$`Pr(>F)`[2])

p <- c(0.001, 0.6, 0.02, 0.02, 0.3, 0.009, 0.04, 0.75, 0.051)
for (at in seq_along(p)) { note("p_raw", p[at], "", "", at); note("p_holm", p.adjust(p, "holm")[at], "", "", at) }
write.csv(do.call(rbind, expected), "expected.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("sandwich", packageVersion("sandwich"))), "versions.txt")
