// What tus takes from "url-parse" every browser has by itself: an address beside another one.
export default URL;
