/* What can't be read: every mistake stands in a function of its own. Written for the tests of bringup. */
static int whole(int x)
{
	return x + 1;
}

static int operator(int x)
{
	x = x + * / 2;
	return x;
}

static int argument(int x)
{
	compare(x, <=, 3);
	return x;
}

static int condition(int x)
{
	if (x +)
		x++;
	return x;
}

static int literal(int x)
{
	print("never closed);
	return x;
}

static int bytes(int x)
{
	x = @x;
	return x;
}

static int inner(int x)
{
	int nested(int y) { return y; }
	return x;
}

static int last(int x)
{
	return x - 1;
}
