"""W5 in every engine. Each module stands alone: run as a script, it loads, decides one case and prints it."""
