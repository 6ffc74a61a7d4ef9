# For those whose fingers type make; ./desk is the real thing.
.PHONY: demo test bench
demo test bench:
	./desk $@
