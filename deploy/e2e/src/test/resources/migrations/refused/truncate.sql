truncate outcome;
