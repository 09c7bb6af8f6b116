package main

func main() {
}
